package dev.banyan.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Settings as a record, whose components are values or records of further ones: {@code
 * edge.path-escapes} is component {@code pathEscapes} of component {@code edge}.
 */
final class RecordSettings {

  private RecordSettings() {}

  /**
   * All settings and their values, in order.
   *
   * @param prefix of their keys, without the dot at its end
   */
  static Map<String, Object> all(Record settings, String prefix) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String key = key(prefix, component);
      Object value = value(settings, component);
      if (value instanceof Record part) {
        all.putAll(all(part, key));
      } else {
        all.put(key, value);
      }
    }
    return all;
  }

  /**
   * The defaults, with what was given in their place.
   *
   * @param given by key; empty for a number, a time or a size is as good as not given
   * @throws StartUpException naming a value that cannot be
   */
  static <R extends Record> R over(R defaults, String prefix, Map<String, String> given) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    boolean changed = false;
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Object former = value(defaults, components[i]);
      values[i] = over(former, key(prefix, components[i]), given);
      changed |= values[i] != former;
    }
    return changed ? made(defaults, types, values, prefix) : defaults;
  }

  private static Object over(Object former, String key, Map<String, String> given) {
    if (former instanceof Record part) {
      return over(part, key, given);
    }
    String text = given.get(key);
    if (text == null || (text.isBlank() && !(former instanceof String))) {
      return former;
    }
    try {
      return converted(text, former);
    } catch (IllegalArgumentException e) {
      throw new StartUpException(
          "%s cannot be '%s': %s".formatted(key, shown(key, text), e.getMessage()), e);
    }
  }

  private static Object converted(String text, Object former) {
    if (former instanceof String) {
      return text;
    }
    String value = text.strip();
    if (former instanceof Duration) {
      return DurationStyle.detectAndParse(value);
    } else if (former instanceof DataSize) {
      return DataSize.parse(value);
    } else if (former instanceof Integer) {
      return Integer.valueOf(value);
    } else if (former instanceof Double) {
      return Double.valueOf(value);
    } else if (former instanceof Boolean) {
      return truth(value);
    }
    throw new IllegalStateException("there are no settings of " + former.getClass());
  }

  private static boolean truth(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> true;
      case "false", "off", "no", "0" -> false;
      default -> throw new IllegalArgumentException("true or false is expected");
    };
  }

  /** A text of a value that shows no secret. */
  static String shown(String key, Object value) {
    boolean secret = key.endsWith("secret") || key.endsWith("token");
    return secret && !value.equals("") ? "***" : value.toString();
  }

  @SuppressWarnings("unchecked") // the constructor is that of the record's own class
  private static <R extends Record> R made(
      R like, Class<?>[] types, Object[] values, String prefix) {
    try {
      return (R) like.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new StartUpException(inFull(prefix, e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A part's complaint begins with a key from its own name on: "limits.body must …". */
  private static String inFull(String part, @Nullable Throwable complaint) {
    String message = complaint == null ? "" : String.valueOf(complaint.getMessage());
    int last = part.lastIndexOf('.') + 1;
    return message.startsWith(part.substring(last) + ".")
        ? part.substring(0, last) + message
        : message;
  }

  private static Object value(Record settings, RecordComponent component) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(String prefix, RecordComponent component) {
    StringBuilder key = new StringBuilder(prefix).append('.');
    for (char letter : component.getName().toCharArray()) {
      if (Character.isUpperCase(letter)) {
        key.append('-');
      }
      key.append(Character.toLowerCase(letter));
    }
    return key.toString();
  }
}
