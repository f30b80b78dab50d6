package dev.banyan.localcloud.lambda.http;

import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the target of a request: the most specific path wins, then an exact method over {@code
 * ANY}. Immutable.
 *
 * @param <T> what a route leads to
 */
final class RouteTable<T> {

  private record Entry<T>(HttpRoute route, PathTemplate path, T target) {}

  /**
   * A route that fits.
   *
   * @param parameters of the path, decoded
   */
  record Match<T>(HttpRoute route, Map<String, String> parameters, T target) {}

  private final List<Entry<T>> entries;

  private RouteTable(List<Entry<T>> entries) {
    this.entries = entries;
  }

  /**
   * @param routes by target
   * @throws LambdaHostException if two targets want the same route
   */
  static <T> RouteTable<T> of(Map<T, List<HttpRoute>> routes) {
    List<Entry<T>> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    routes.forEach(
        (target, own) ->
            own.forEach(
                route -> {
                  if (!seen.add(route.key())) {
                    throw new LambdaHostException(
                        "the route " + route.key() + " is declared twice: remove one event");
                  }
                  entries.add(new Entry<>(route, new PathTemplate(route.path()), target));
                }));
    entries.sort(
        Comparator.<Entry<T>, String>comparing(e -> e.path().specificity())
            .thenComparing(e -> e.route().method().equals("ANY")));
    return new RouteTable<>(List.copyOf(entries));
  }

  Optional<Match<T>> find(String method, String path) {
    List<String> segments = PathTemplate.split(path);
    for (Entry<T> entry : entries) {
      String own = entry.route().method();
      if (own.equals(method) || own.equals("ANY")) {
        Optional<Map<String, String>> parameters = entry.path().match(segments);
        if (parameters.isPresent()) {
          return Optional.of(new Match<>(entry.route(), parameters.get(), entry.target()));
        }
      }
    }
    return Optional.empty();
  }
}
