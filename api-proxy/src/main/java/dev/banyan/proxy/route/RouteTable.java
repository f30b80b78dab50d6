package dev.banyan.proxy.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes. Immutable, thread-safe. A template with more literal text wins over one with less, so
 * that {@code /users/me} is found before <code>/users/{id}</code>.
 */
public final class RouteTable {

  private static final Compiled[] NONE = {};

  private final List<Route> routes;
  private final Map<String, CapabilityRules> rules;
  private final Map<String, UpstreamSpec> upstreams;
  private final Map<String, Compiled[][]> byMethodAndLength = new HashMap<>();

  public RouteTable(List<Route> routes) {
    this(routes, Map.of(), Map.of());
  }

  /**
   * A table with what its file says besides routes.
   *
   * @param rules by capability; the usual ones for those that are absent
   * @param upstreams by name; has those that routes name
   */
  public RouteTable(
      List<Route> routes, Map<String, CapabilityRules> rules, Map<String, UpstreamSpec> upstreams) {
    this.routes = List.copyOf(routes);
    this.rules = Map.copyOf(rules);
    this.upstreams = Map.copyOf(upstreams);
    Map<String, List<Compiled>> byMethod = new HashMap<>();
    for (Route route : routes) {
      byMethod
          .computeIfAbsent(route.method(), method -> new ArrayList<>())
          .add(new Compiled(route, route.segments().toArray(String[]::new)));
    }
    byMethod.forEach((method, compiled) -> byMethodAndLength.put(method, byLength(compiled)));
  }

  private static Compiled[][] byLength(List<Compiled> compiled) {
    int longest = compiled.stream().mapToInt(c -> c.segments.length).max().orElse(0);
    Compiled[][] byLength = new Compiled[longest + 1][];
    for (int length = 0; length <= longest; length++) {
      int wanted = length;
      byLength[length] =
          compiled.stream()
              .filter(c -> c.segments.length == wanted)
              .sorted(Comparator.comparing(Compiled::shape))
              .toArray(Compiled[]::new);
    }
    return byLength;
  }

  /** The routes in the order of their file. */
  public List<Route> routes() {
    return routes;
  }

  /** What the file says of a capability. */
  public CapabilityRules rules(String capability) {
    return rules.getOrDefault(capability, CapabilityRules.DEFAULT);
  }

  /** The upstreams that the file names. */
  public Map<String, UpstreamSpec> upstreams() {
    return upstreams;
  }

  /** The names of all capabilities that have a route. */
  public Set<String> capabilities() {
    Set<String> names = new TreeSet<>();
    routes.forEach(route -> names.add(route.capability()));
    return names;
  }

  /**
   * The route of a request, null if there is none. {@code HEAD} is of {@code GET}'s route.
   *
   * @param rawPath as it came, without the query
   */
  public @Nullable Route match(String method, String rawPath) {
    Compiled[][] byLength = byMethodAndLength.get(method);
    if (byLength == null && method.equals("HEAD")) {
      byLength = byMethodAndLength.get("GET");
    }
    if (byLength == null || rawPath.isEmpty() || rawPath.charAt(0) != '/') {
      return null;
    }
    String path = RequestPath.canonical(rawPath);
    for (Compiled candidate : candidates(byLength, path)) {
      if (candidate.matches(path)) {
        return candidate.route;
      }
    }
    return null;
  }

  private static Compiled[] candidates(Compiled[][] byLength, String path) {
    int length = 0;
    if (path.length() > 1) {
      for (int i = 0; i < path.length(); i++) {
        length += path.charAt(i) == '/' ? 1 : 0;
      }
    }
    return length < byLength.length ? byLength[length] : NONE;
  }

  private record Compiled(Route route, String[] segments) {

    /** Orders literal segments before variables. */
    String shape() {
      StringBuilder shape = new StringBuilder();
      for (String segment : segments) {
        shape.append(segment.isEmpty() ? '1' : '0');
      }
      return shape.toString();
    }

    boolean matches(String path) {
      int at = 1;
      for (String segment : segments) {
        int slash = path.indexOf('/', at);
        int end = slash < 0 ? path.length() : slash;
        boolean same =
            segment.isEmpty()
                ? end > at
                : end - at == segment.length() && path.startsWith(segment, at);
        if (!same) {
          return false;
        }
        at = end + 1;
      }
      return true;
    }
  }
}
