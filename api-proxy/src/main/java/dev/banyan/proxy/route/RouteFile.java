package dev.banyan.proxy.route;

import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the route file: a list {@code routes} of entries with {@code method}, {@code path}, {@code
 * capability}, {@code access} and, if ten seconds are not right, {@code timeout}. It is read as
 * nodes, because they know their lines.
 */
public final class RouteFile {

  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("method", "path", "capability", "access", "timeout"));
  private static final Pattern CAPABILITY = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,7})(ms|s|m)");
  private static final Set<String> METHODS =
      new TreeSet<>(Set.of("GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"));

  private final String name;

  private RouteFile(String name) {
    this.name = name;
  }

  /**
   * Reads and checks a route file.
   *
   * @param name the file's name, for messages
   * @throws RouteFileException on the first mistake
   */
  public static RouteTable read(String name, Reader text) {
    RouteFile file = new RouteFile(name);
    try {
      return file.table(new Yaml(new LoaderOptions()).compose(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw file.mistake(line, "is not YAML: " + e.getProblem(), "correct the line");
    }
  }

  private RouteTable table(Node root) {
    if (!(root instanceof MappingNode mapping)) {
      throw mistake(1, "has no 'routes'", "begin it with 'routes:' and a list of entries");
    }
    List<Route> routes = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!text(entry.getKeyNode()).equals("routes")
          || !(entry.getValueNode() instanceof SequenceNode list)) {
        throw mistake(entry.getKeyNode(), "'routes' with a list is all that is known here", "");
      }
      list.getValue().forEach(node -> routes.add(route(routes.size(), node)));
    }
    refuseTwins(routes, mapping);
    return new RouteTable(routes);
  }

  private Route route(int index, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw mistake(node, "this entry is not a mapping", "give it " + KEYS);
    }
    Map<String, Node> values = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      values.put(key(tuple.getKeyNode()), tuple.getValueNode());
    }
    String path = value(values, "path", node);
    try {
      PathTemplate.segments(path);
    } catch (IllegalArgumentException e) {
      throw mistake(values.getOrDefault("path", node), String.valueOf(e.getMessage()), "");
    }
    return new Route(
        index,
        oneOf(values, "method", METHODS, node),
        path,
        capability(values, node),
        Access.valueOf(
            oneOf(values, "access", Set.of("read", "write"), node).toUpperCase(Locale.ROOT)),
        timeout(values, node));
  }

  private String key(Node node) {
    String key = text(node);
    if (!KEYS.contains(key)) {
      String nearest = NearestName.of(key, KEYS).orElseThrow();
      throw mistake(node, "'" + key + "' is not known", "did you mean '" + nearest + "'?");
    }
    return key;
  }

  private String capability(Map<String, Node> values, Node entry) {
    String capability = value(values, "capability", entry);
    if (!CAPABILITY.matcher(capability).matches()) {
      throw mistake(
          entry,
          "capability '" + capability + "' is no name",
          "use lower case letters, digits and '-'");
    }
    return capability;
  }

  private Duration timeout(Map<String, Node> values, Node entry) {
    if (!values.containsKey("timeout")) {
      return Duration.ofSeconds(10);
    }
    String text = value(values, "timeout", entry);
    Matcher matcher = TIMEOUT.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw mistake(entry, "timeout '" + text + "' is not a time", "write 500ms, 5s or 1m");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private String oneOf(Map<String, Node> values, String key, Set<String> known, Node entry) {
    String value = value(values, key, entry);
    if (!known.contains(value)) {
      throw mistake(
          entry, key + " '" + value + "' is not known", "use one of " + new TreeSet<>(known));
    }
    return value;
  }

  private String value(Map<String, Node> values, String key, Node entry) {
    Node node = values.get(key);
    if (node == null || text(node).isBlank()) {
      throw mistake(entry, "this entry has no '" + key + "'", "add '" + key + ": …'");
    }
    return text(node);
  }

  private void refuseTwins(List<Route> routes, Node root) {
    Map<String, Route> seen = new HashMap<>();
    for (Route route : routes) {
      Route twin = seen.putIfAbsent(route.method() + " " + route.segments(), route);
      if (twin != null) {
        throw mistake(
            root,
            "entries %d and %d match the same requests: %s and %s"
                .formatted(twin.index() + 1, route.index() + 1, twin.name(), route.name()),
            "remove one");
      }
    }
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private RouteFileException mistake(Node at, String problem, String remedy) {
    return mistake(at.getStartMark().getLine() + 1, problem, remedy);
  }

  private RouteFileException mistake(int line, String problem, String remedy) {
    return new RouteFileException(
        name + ", line " + line + ": " + problem + (remedy.isEmpty() ? "" : ": " + remedy));
  }
}
