package dev.banyan.proxy.routefile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path that stands before all paths: that of the first server's URL, or Swagger 2's base path.
 * An operation's servers go before its path's, and those before the description's.
 *
 * <p>Source: https://spec.openapis.org/oas/v3.1.0#server-object
 */
final class OpenApiServers {

  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");
  private static final Pattern ORIGIN = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*");

  private OpenApiServers() {}

  /**
   * The path, without a slash at its end; empty if there is none.
   *
   * @throws RouteFileException if a variable of it has no default
   */
  static String path(OpenApiNode root, OpenApiNode item, OpenApiNode operation) {
    for (OpenApiNode from : new OpenApiNode[] {operation, item, root}) {
      OpenApiNode servers = from.get("servers");
      OpenApiNode first = servers == null ? null : servers.first();
      String url = first == null ? null : first.text("url");
      if (first != null && url != null) {
        return path(with(first, url));
      }
    }
    String base = root.text("basePath");
    return base == null ? "" : path(base);
  }

  private static String with(OpenApiNode server, String url) {
    Matcher matcher = VARIABLE.matcher(url);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String value = chosen(server, matcher.group(1));
      if (value == null) {
        throw server.mistake(
            "the server's URL '%s' has the variable '%s' without a default"
                .formatted(url, matcher.group(1)),
            "give it one: it may be part of every path");
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(text).toString();
  }

  private static @Nullable String chosen(OpenApiNode server, String variable) {
    OpenApiNode variables = server.get("variables");
    OpenApiNode given = variables == null ? null : variables.get(variable);
    return given == null ? null : given.text("default");
  }

  private static String path(String url) {
    String path = ORIGIN.matcher(url).replaceFirst("").replaceFirst("[?#].*$", "");
    String plain = path.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "");
    return plain.isEmpty() || plain.equals(".") ? "" : plain.startsWith("/") ? plain : "/" + plain;
  }
}
