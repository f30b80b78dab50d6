package dev.banyan.proxy.routefile;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of a route file that are more than text. */
final class YamlValues {

  private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KB|MB)");

  private YamlValues() {}

  static Duration time(YamlMap map, String key, Duration absent) {
    return map.text(key).map(text -> time(map, key, text)).orElse(absent);
  }

  private static Duration time(YamlMap map, String key, String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw map.mistake(key, key + " '" + text + "' is not a time", "write 500ms, 5s or 1m");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  static long size(YamlMap map, String key, long absent) {
    return map.text(key).map(text -> size(map, key, text)).orElse(absent);
  }

  private static long size(YamlMap map, String key, String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw map.mistake(key, key + " '" + text + "' is not a size", "write 512B, 64KB or 10MB");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> amount;
      case "KB" -> amount * 1024;
      default -> amount * 1024 * 1024;
    };
  }

  static int percent(YamlMap map, String key, int absent) {
    return map.text(key).map(text -> percent(map, key, text)).orElse(absent);
  }

  private static int percent(YamlMap map, String key, String text) {
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > 100) {
      throw map.mistake(key, key + " '" + text + "' is no percentage", "write 0 to 100");
    }
    return Integer.parseInt(text);
  }

  static boolean flag(YamlMap map, String key, boolean absent) {
    return map.has(key) ? oneOf(map, key, Set.of("true", "false")).equals("true") : absent;
  }

  static String oneOf(YamlMap map, String key, Set<String> known) {
    String value = map.required(key);
    if (!known.contains(value)) {
      throw map.mistake(
          key, key + " '" + value + "' is not known", "use one of " + new TreeSet<>(known));
    }
    return value;
  }
}
