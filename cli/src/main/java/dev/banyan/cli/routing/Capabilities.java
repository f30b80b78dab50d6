package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks a proxy the same about one capability or all of them. */
final class Capabilities {

  private Capabilities() {}

  /**
   * The answers, by capability.
   *
   * @param only null for all that the proxy's routes name
   */
  static List<JsonNode> ask(AdminClient proxy, String path, @Nullable String only) {
    Set<String> names = new TreeSet<>();
    if (only != null) {
      names.add(only);
    } else {
      proxy
          .get("/routes", Map.of())
          .path("routes")
          .forEach(route -> names.add(route.path("capability").asText()));
    }
    return names.stream().map(name -> proxy.get(path, Map.of("capability", name))).toList();
  }
}
