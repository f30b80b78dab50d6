package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.PathTemplate;
import dev.banyan.proxy.route.RouteTable;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a route file from an OpenAPI description (3.x or Swagger 2, YAML or JSON).
 *
 * <p>Only paths, methods, tags and servers are read, so that a description which a strict parser
 * would refuse is still of use. An operation's capability is its {@code x-banyan-capability}, else
 * its first tag, else what is given; it writes if its method is unsafe, unless {@code
 * x-banyan-access} says otherwise. What can be no route is left out and told with its line.
 */
public final class OpenApiImport {

  private static final Set<String> METHODS =
      Set.of("get", "options", "post", "put", "patch", "delete");
  private static final String ANY = "x-amazon-apigateway-any-method";
  private static final Pattern PARAMETER = Pattern.compile("\\{([^{}/]+)}");
  private static final Pattern GREEDY = Pattern.compile("\\{[^{}/]*[+*:][^{}]*}");

  private final OpenApiNode root;
  private final @Nullable String fallbackCapability;
  private final List<String> skipped = new ArrayList<>();
  private final Map<String, OpenApiOperation> byShape = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private OpenApiImport(OpenApiNode root, @Nullable String fallbackCapability) {
    this.root = root;
    this.fallbackCapability = fallbackCapability;
  }

  /**
   * What came of an import.
   *
   * @param text a route file, which {@link RouteFile} reads
   * @param routes how many there are in it
   * @param capabilities that they are of, in alphabetical order
   * @param skipped what could not be taken over, with place and reason
   */
  public record Result(String text, int routes, List<String> capabilities, List<String> skipped) {

    public Result {
      capabilities = List.copyOf(capabilities);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Imports a description.
   *
   * @param name of the file, for messages
   * @param openApi its text
   * @param capability of operations that name none; null if all must name one
   * @throws RouteFileException if it is no OpenAPI description, or says what no route can say
   */
  public static Result read(String name, String openApi, @Nullable String capability) {
    OpenApiImport made = new OpenApiImport(OpenApiNode.read(name, openApi), capability);
    made.text.append("# Made from ").append(printable(name)).append(".\nroutes:\n");
    made.paths();
    if (made.byShape.isEmpty()) {
      throw new RouteFileException(
          name + " has no operation that can be a route" + made.reasons() + ": add one");
    }
    String text = made.text.toString();
    requireShort(name, text, made.byShape.size());
    RouteTable table = RouteFile.read("routes made from " + name, new StringReader(text));
    return new Result(text, made.byShape.size(), List.copyOf(table.capabilities()), made.skipped);
  }

  private static void requireShort(String name, String text, int routes) {
    if (text.length() > RouteFile.LONGEST) {
      throw new RouteFileException(
          "%s makes %,d routes, a route file of %,d characters, and one may have %,d: split its paths into"
                  .formatted(name, routes, text.length(), RouteFile.LONGEST)
              + " several descriptions and import each; the proxy takes several route files");
    }
  }

  private String reasons() {
    return skipped.isEmpty() ? "" : " (" + String.join("; ", skipped) + ")";
  }

  private void paths() {
    OpenApiNode paths = root.get("paths");
    if (paths == null || !paths.isMapping()) {
      throw (paths == null ? root : paths)
          .mistake("there is no mapping 'paths'", "give an OpenAPI description, in YAML or JSON");
    }
    paths
        .entries()
        .forEach(
            (path, item) -> {
              if (!path.startsWith("x-")) {
                item(path, item);
              }
            });
  }

  /** What is below a path, and behind it what its reference leads to. */
  private void item(String path, OpenApiNode item) {
    Set<OpenApiNode> seen = new HashSet<>();
    OpenApiNode at = item;
    while (at != null && seen.add(at)) {
      operations(path, at);
      at = referred(path, at, seen);
    }
  }

  /** What a path item refers to; null at the end, which is told unless it has no reference. */
  private @Nullable OpenApiNode referred(String path, OpenApiNode from, Set<OpenApiNode> seen) {
    String reference = from.text("$ref");
    if (reference == null) {
      return null;
    }
    String shown = "'" + printable(reference) + "' ";
    OpenApiNode target = target(reference);
    if (target == null) {
      skip(
          from,
          printable(path),
          shown + "is not in this file: bundle the description into one file first");
    } else if (seen.contains(target)) {
      skip(
          from,
          printable(path),
          shown + "refers to itself in the end: let it refer to what has the operations");
    }
    return target;
  }

  private @Nullable OpenApiNode target(String reference) {
    if (!reference.startsWith("#/")) {
      return null;
    }
    OpenApiNode at = root;
    for (String step : reference.substring(2).split("/")) {
      at = at == null ? null : at.get(step.replace("~1", "/").replace("~0", "~"));
    }
    return at;
  }

  private void operations(String path, OpenApiNode item) {
    item.entries()
        .forEach(
            (method, at) -> {
              String lower = method.toLowerCase(Locale.ROOT);
              if (METHODS.contains(lower)) {
                operation(new OpenApiOperation(lower, path, item, at));
              } else if (lower.equals("head")) {
                skip(at, "HEAD " + printable(path), "it goes with the route of GET");
              } else if (lower.equals("trace") || lower.equals(ANY)) {
                skip(at, lower + " " + printable(path), "name the methods one by one");
              }
            });
  }

  private void operation(OpenApiOperation operation) {
    String full =
        OpenApiServers.path(root, operation.item(), operation.at())
            + (operation.path().equals("/") ? "" : operation.path().replaceFirst("/$", ""));
    String template =
        PARAMETER
            .matcher(full.isEmpty() ? "/" : full)
            .replaceAll(m -> "{" + variable(m.group(1)) + "}");
    String shape = shape(operation, template);
    if (shape == null) {
      return;
    }
    String capability = operation.capability(fallbackCapability);
    String access = operation.access();
    OpenApiOperation twin = byShape.putIfAbsent(shape, operation);
    if (twin != null) {
      skip(
          operation.at(),
          operation.shown(),
          "it matches the same requests as %s of line %d, whose route it goes by"
              .formatted(twin.shown(), twin.at().line()));
      return;
    }
    line("  - method: ", operation.method().toUpperCase(Locale.ROOT));
    line("    path: ", "'" + template.replace("'", "''") + "'");
    line("    capability: ", capability);
    line("    access: ", access);
  }

  /** What two operations share that match the same requests; null, and told, if it is no route. */
  private @Nullable String shape(OpenApiOperation operation, String template) {
    if (GREEDY.matcher(operation.path()).find()) {
      skip(
          operation.at(),
          operation.shown(),
          "a parameter for several segments; a route's {name} stands for one. Its requests go to"
              + " legacy: write a route for each length");
      return null;
    }
    try {
      return operation.method() + " " + PathTemplate.segments(template);
    } catch (IllegalArgumentException e) {
      skip(
          operation.at(),
          operation.shown(),
          printable(String.valueOf(e.getMessage()))
              + ". Its requests go to legacy, unless another route matches them");
      return null;
    }
  }

  private void skip(OpenApiNode at, String what, String why) {
    skipped.add("line " + at.line() + ": " + what + ": " + why);
  }

  private void line(String key, String value) {
    text.append(key).append(value).append('\n');
  }

  private static String variable(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isLetter(plain.charAt(0)) ? plain : "p" + plain;
  }

  static String printable(String given) {
    return given.replaceAll("[\\p{Cntrl}]+", " ");
  }
}
