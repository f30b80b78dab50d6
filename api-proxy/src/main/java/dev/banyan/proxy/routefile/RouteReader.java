package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.route.PathTemplate;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteRules;
import dev.banyan.proxy.route.ShadowRules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one entry of {@code routes}. */
final class RouteReader {

  static final Set<String> KEYS =
      Set.of(
          "method",
          "path",
          "capability",
          "access",
          "timeout",
          "legacy",
          "serverless",
          "fallback",
          "anonymous",
          "idempotency-header",
          "max-body",
          "shadow");

  private static final Set<String> SHADOW_KEYS =
      Set.of("percent", "noise-percent", "ignore", "unordered", "mask");
  private static final Set<String> METHODS =
      Set.of("GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
  private static final Pattern CAPABILITY = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern JSON_PATH = Pattern.compile("\\$[^\\s]*");

  private RouteReader() {}

  static Route read(int index, YamlMap entry) {
    return new Route(
        index,
        YamlValues.oneOf(entry, "method", METHODS),
        path(entry),
        capability(entry),
        Access.valueOf(
            YamlValues.oneOf(entry, "access", Set.of("read", "write")).toUpperCase(Locale.ROOT)),
        YamlValues.time(entry, "timeout", Duration.ofSeconds(10)),
        rules(entry));
  }

  private static String path(YamlMap entry) {
    String path = entry.required("path");
    try {
      PathTemplate.segments(path);
      return path;
    } catch (IllegalArgumentException e) {
      throw entry.mistake("path", String.valueOf(e.getMessage()), "");
    }
  }

  private static String capability(YamlMap entry) {
    String capability = entry.required("capability");
    if (!CAPABILITY.matcher(capability).matches()) {
      throw entry.mistake(
          "capability",
          "capability '" + capability + "' is no name",
          "use lower case letters, digits and '-'");
    }
    return capability;
  }

  private static RouteRules rules(YamlMap entry) {
    boolean byAddress =
        entry.has("anonymous")
            && YamlValues.oneOf(entry, "anonymous", Set.of("legacy", "address")).equals("address");
    return new RouteRules(
        entry.text("legacy").orElse(null),
        entry.text("serverless").orElse(null),
        YamlValues.flag(entry, "fallback", true),
        byAddress,
        header(entry),
        YamlValues.size(entry, "max-body", -1),
        entry.map("shadow", SHADOW_KEYS).map(RouteReader::shadow).orElse(ShadowRules.DEFAULT),
        entry.origin());
  }

  private static @org.jspecify.annotations.Nullable String header(YamlMap entry) {
    String header = entry.text("idempotency-header").orElse(null);
    if (header != null && !HEADER.matcher(header).matches()) {
      throw entry.mistake(
          "idempotency-header", "'" + header + "' is no header's name", "as in Idempotency-Key");
    }
    return header;
  }

  private static ShadowRules shadow(YamlMap map) {
    ShadowRules usual = ShadowRules.DEFAULT;
    return new ShadowRules(
        YamlValues.percent(map, "percent", usual.percent()),
        YamlValues.percent(map, "noise-percent", usual.noisePercent()),
        new HashSet<>(paths(map, "ignore")),
        new HashSet<>(paths(map, "unordered")),
        map.texts("mask"));
  }

  private static List<String> paths(YamlMap map, String key) {
    List<String> paths = map.texts(key);
    for (String path : paths) {
      if (!JSON_PATH.matcher(path).matches()) {
        throw map.mistake(key, "'" + path + "' is no path", "as in $.items[].createdAt");
      }
    }
    return paths;
  }
}
