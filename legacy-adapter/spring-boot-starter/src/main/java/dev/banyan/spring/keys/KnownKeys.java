package dev.banyan.spring.keys;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The keys that records of properties have, and the one that an unknown key probably means. Keys of
 * maps match anything.
 */
final class KnownKeys {

  static final String ANY = "*";

  private final List<List<String>> keys = new ArrayList<>();

  /**
   * The keys of a record.
   *
   * @param prefix such as {@code banyan.capture}
   */
  KnownKeys(String prefix, Class<? extends Record> type) {
    collect(List.of(prefix.split("\\.")), type);
  }

  private void collect(List<String> path, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      List<String> key = append(path, kebab(component.getName()));
      Class<?> values = valueRecord(component.getGenericType());
      if (values == null) {
        keys.add(key);
      } else {
        collect(append(key, ANY), values);
      }
    }
  }

  @SuppressWarnings("NullAway") // null means: not a map of records
  private static Class<?> valueRecord(Type type) {
    return type instanceof ParameterizedType generic
            && generic.getRawType() == Map.class
            && generic.getActualTypeArguments()[1] instanceof Class<?> values
            && values.isRecord()
        ? values
        : null;
  }

  private static List<String> append(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  private static String kebab(String name) {
    return Pattern.compile("[A-Z]")
        .matcher(name)
        .replaceAll(match -> "-" + match.group().toLowerCase(Locale.ROOT));
  }

  /** The keys, in steps; {@link #ANY} stands for a map's key. */
  List<List<String>> all() {
    return List.copyOf(keys);
  }

  /** Whether a key, in steps, is one of these. */
  boolean knows(List<String> steps) {
    return keys.stream().anyMatch(key -> matches(key, steps));
  }

  private static boolean matches(List<String> key, List<String> steps) {
    if (key.size() != steps.size()) {
      return false;
    }
    for (int i = 0; i < key.size(); i++) {
      if (!key.get(i).equals(ANY) && !same(key.get(i), steps.get(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean same(String one, String other) {
    return uniform(one).equals(uniform(other));
  }

  /** As Spring Boot compares: without case and dashes. */
  static String uniform(String step) {
    return step.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** The known key with the fewest letters to change. */
  String nearest(List<String> steps) {
    String wanted = String.join(".", steps);
    return keys.stream()
        .map(key -> String.join(".", filled(key, steps)))
        .min(Comparator.comparingInt(key -> Distance.between(key, wanted)))
        .orElseThrow();
  }

  private static List<String> filled(List<String> key, List<String> steps) {
    List<String> filled = new ArrayList<>(key);
    for (int i = 0; i < filled.size(); i++) {
      if (filled.get(i).equals(ANY) && i < steps.size()) {
        filled.set(i, steps.get(i));
      }
    }
    return filled;
  }
}
