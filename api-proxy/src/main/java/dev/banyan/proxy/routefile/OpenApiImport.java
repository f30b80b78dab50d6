package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.PathTemplate;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Makes a route file from an OpenAPI description (3.x or Swagger 2, YAML or JSON).
 *
 * <p>Only paths, methods, tags and servers are read, so that a description which a strict parser
 * would refuse is still of use. An operation's capability is its {@code x-banyan-capability}, else
 * its first tag, else what is given; it writes if its method is unsafe, unless {@code
 * x-banyan-access} says otherwise.
 */
public final class OpenApiImport {

  private static final Set<String> METHODS =
      Set.of("get", "options", "post", "put", "patch", "delete");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^{}/]+)}");

  private final String fallbackCapability;
  private final List<String> skipped = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int routes;

  private OpenApiImport(String fallbackCapability) {
    this.fallbackCapability = fallbackCapability;
  }

  /**
   * What came of an import.
   *
   * @param text a route file, which {@link RouteFile} reads
   * @param routes how many there are in it
   * @param skipped what could not be taken over, with the reason
   */
  public record Result(String text, int routes, List<String> skipped) {

    public Result {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Imports a description.
   *
   * @param name of the file, for messages
   * @param openApi its text
   * @param capability of operations that name none
   * @throws RouteFileException if it is no OpenAPI description, or the result is no route file
   */
  public static Result read(String name, String openApi, String capability) {
    OpenApiImport made = new OpenApiImport(capability);
    Map<?, ?> root = root(name, openApi);
    made.text.append("# Made from ").append(name.replaceAll("\\s", " ")).append(".\nroutes:\n");
    made.paths(root);
    if (made.routes == 0) {
      throw new RouteFileException(name + " has no operation that can be a route: " + made.skipped);
    }
    String text = made.text.toString();
    RouteFile.read("routes made from " + name, new StringReader(text));
    return new Result(text, made.routes, made.skipped);
  }

  private static Map<?, ?> root(String name, String openApi) {
    try {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(openApi);
      if (root instanceof Map<?, ?> map && map.get("paths") instanceof Map<?, ?>) {
        return map;
      }
      throw new RouteFileException(
          name + " has no 'paths': give an OpenAPI description, in YAML or JSON");
    } catch (YAMLException e) {
      throw new RouteFileException(name + " is neither YAML nor JSON: " + e.getMessage(), e);
    }
  }

  private void paths(Map<?, ?> root) {
    String base = base(root);
    each(
        root.get("paths"),
        (path, item) ->
            each(
                item,
                (method, operation) -> {
                  String lower = method.toLowerCase(Locale.ROOT);
                  if (METHODS.contains(lower) && operation instanceof Map<?, ?> map) {
                    operation(lower, base + path, map);
                  } else if (lower.equals("head") || lower.equals("trace")) {
                    skipped.add(method + " " + path + ": of no route of its own");
                  }
                }));
  }

  private interface Entry {
    void take(String key, @Nullable Object value);
  }

  private static void each(@Nullable Object map, Entry entry) {
    if (map instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> entry.take(String.valueOf(key), value));
    }
  }

  private void operation(String method, String path, Map<?, ?> operation) {
    String template = PARAMETER.matcher(path).replaceAll(m -> "{" + variable(m.group(1)) + "}");
    template = template.length() > 1 && template.endsWith("/") ? chopped(template) : template;
    String shown = method.toUpperCase(Locale.ROOT) + " " + path;
    try {
      PathTemplate.segments(template);
    } catch (IllegalArgumentException e) {
      skipped.add(shown + ": " + e.getMessage());
      return;
    }
    routes++;
    line("  - method: ", method.toUpperCase(Locale.ROOT));
    line("    path: ", quoted(template));
    line("    capability: ", capability(operation));
    line("    access: ", access(method, operation));
  }

  private static String chopped(String template) {
    return template.substring(0, template.length() - 1);
  }

  private void line(String key, String value) {
    text.append(key).append(value).append('\n');
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String variable(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isLetter(plain.charAt(0)) ? plain : "p" + plain;
  }

  private String capability(Map<?, ?> operation) {
    if (operation.get("x-banyan-capability") instanceof String given) {
      return given;
    }
    if (operation.get("tags") instanceof List<?> tags && !tags.isEmpty()) {
      String name = String.valueOf(tags.get(0)).toLowerCase(Locale.ROOT);
      String plain = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
      return plain.isEmpty() ? fallbackCapability : plain;
    }
    return fallbackCapability;
  }

  private static String access(String method, Map<?, ?> operation) {
    if (operation.get("x-banyan-access") instanceof String given) {
      return given;
    }
    return method.equals("get") || method.equals("options") ? "read" : "write";
  }

  /** The path that the first server's URL ends with, or Swagger 2's base path. */
  private static String base(Map<?, ?> root) {
    String[] base = {""};
    Consumer<String> url = given -> base[0] = path(given);
    if (root.get("servers") instanceof List<?> servers
        && !servers.isEmpty()
        && servers.get(0) instanceof Map<?, ?> first
        && first.get("url") instanceof String given) {
      url.accept(given);
    } else if (root.get("basePath") instanceof String given) {
      url.accept(given);
    }
    return base[0];
  }

  private static String path(String url) {
    if (url.contains("{")) {
      return "";
    }
    try {
      String path = URI.create(url).getRawPath();
      return path == null ? "" : path.replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
