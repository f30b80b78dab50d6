package dev.banyan.proxy.shadow;

import dev.banyan.proxy.route.ShadowRules;
import dev.banyan.proxy.shadow.Difference.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two answers, legacy being right. JSON is compared by its values, a form by its fields,
 * anything else by its bytes.
 */
final class ShadowComparison {

  private static final int MOST = 20;
  private static final String FORM = "application/x-www-form-urlencoded";

  private final ShadowRules rules;
  private final Map<String, Difference> differences = new LinkedHashMap<>();

  private ShadowComparison(ShadowRules rules) {
    this.rules = rules;
  }

  /** The differences, one for each path and kind; empty if there are none; 20 at most. */
  static List<Difference> of(Answer legacy, Answer serverless, ShadowRules rules) {
    ShadowComparison comparison = new ShadowComparison(rules);
    comparison.answers(legacy, serverless);
    return List.copyOf(comparison.differences.values());
  }

  private void answers(Answer legacy, Answer serverless) {
    if (legacy.status() != serverless.status()) {
      add("$status", Kind.VALUE, legacy.status(), serverless.status());
      return;
    }
    if (!legacy.mediaType().equals(serverless.mediaType())) {
      add("$type", Kind.VALUE, legacy.mediaType(), serverless.mediaType());
    }
    if (!legacy.body().equals(serverless.body())) {
      bodies(legacy, serverless);
    }
  }

  private void bodies(Answer legacy, Answer serverless) {
    Object a = parsed(legacy);
    Object b = parsed(serverless);
    if (a instanceof Buffer x && b instanceof Buffer y) {
      boolean sameLength = x.length() == y.length();
      add("$", sameLength ? Kind.VALUE : Kind.LENGTH, x.length() + " bytes", y.length() + " bytes");
    } else if (a instanceof Buffer || b instanceof Buffer) {
      add(
          "$",
          Kind.TYPE,
          a instanceof Buffer ? "bytes" : "JSON",
          b instanceof Buffer ? "bytes" : "JSON");
    } else {
      compare("$", a, b);
    }
  }

  /** The body's value; the buffer itself if it is neither JSON nor a form. */
  private static @Nullable Object parsed(Answer answer) {
    if (answer.mediaType().equals(FORM)) {
      return form(answer.body().toString());
    }
    try {
      return Json.decodeValue(answer.body());
    } catch (DecodeException e) {
      return answer.body();
    }
  }

  private static Object form(String text) {
    JsonObject fields = new JsonObject();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      JsonArray values = fields.getJsonArray(name, new JsonArray());
      fields.put(name, values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1))));
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private void compare(String path, @Nullable Object legacy, @Nullable Object serverless) {
    if (isIgnored(path)) {
      return;
    }
    if (legacy instanceof JsonObject a && serverless instanceof JsonObject b) {
      objects(path, a, b);
    } else if (legacy instanceof JsonArray a && serverless instanceof JsonArray b) {
      arrays(path, a, b);
    } else if (legacy instanceof Number a && serverless instanceof Number b) {
      if (!isSame(a, b)) {
        add(path, Kind.VALUE, legacy, serverless);
      }
    } else if (!Objects.equals(legacy, serverless)) {
      add(path, sameType(legacy, serverless) ? Kind.VALUE : Kind.TYPE, legacy, serverless);
    }
  }

  /** By their values; those beyond a double's range are all alike to who reads them as such. */
  private static boolean isSame(Number a, Number b) {
    return isBeyond(a) || isBeyond(b)
        ? a.doubleValue() == b.doubleValue()
        : new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
  }

  private static boolean isBeyond(Number number) {
    return number instanceof Double read && read.isInfinite();
  }

  /** Whether the path, or one above it, does not count. */
  private boolean isIgnored(String path) {
    if (rules.ignored().isEmpty()) {
      return false;
    }
    for (String ignored : rules.ignored()) {
      if (path.startsWith(ignored)
          && (path.length() == ignored.length()
              || ".[".indexOf(path.charAt(ignored.length())) >= 0)) {
        return true;
      }
    }
    return false;
  }

  private void objects(String path, JsonObject legacy, JsonObject serverless) {
    Set<String> names = new TreeSet<>(legacy.fieldNames());
    names.addAll(serverless.fieldNames());
    for (String name : names) {
      String below = path + "." + name;
      if (!serverless.containsKey(name)) {
        add(below, Kind.MISSING, legacy.getValue(name), null);
      } else if (!legacy.containsKey(name)) {
        add(below, Kind.EXTRA, null, serverless.getValue(name));
      } else {
        compare(below, legacy.getValue(name), serverless.getValue(name));
      }
    }
  }

  private void arrays(String path, JsonArray legacy, JsonArray serverless) {
    if (legacy.size() != serverless.size()) {
      add(path, Kind.LENGTH, legacy.size(), serverless.size());
      return;
    }
    List<Object> a = sorted(legacy);
    List<Object> b = sorted(serverless);
    boolean unordered = rules.unordered().contains(path);
    if (!unordered && !legacy.equals(serverless) && a.equals(b)) {
      add(path, Kind.ORDER, legacy, serverless);
      return;
    }
    for (int i = 0; i < legacy.size(); i++) {
      compare(
          path + "[]",
          unordered ? a.get(i) : legacy.getValue(i),
          unordered ? b.get(i) : serverless.getValue(i));
    }
  }

  @SuppressWarnings("NullAway") // a list of JSON values holds nulls
  private static List<Object> sorted(JsonArray array) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      values.add(array.getValue(i));
    }
    values.sort((x, y) -> canonical(x).compareTo(canonical(y)));
    return values;
  }

  /** Text in which the order of an object's fields does not show. */
  private static String canonical(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      StringBuilder text = new StringBuilder("{");
      for (String name : new TreeSet<>(object.fieldNames())) {
        text.append(name).append(':').append(canonical(object.getValue(name))).append(',');
      }
      return text.append('}').toString();
    }
    return String.valueOf(value);
  }

  private static boolean sameType(@Nullable Object a, @Nullable Object b) {
    return a != null && b != null && a.getClass() == b.getClass();
  }

  private void add(String path, Kind kind, @Nullable Object legacy, @Nullable Object serverless) {
    Difference difference = new Difference(path, kind, text(legacy), text(serverless));
    if (!isIgnored(path) && differences.size() < MOST) {
      differences.putIfAbsent(difference.name(), difference);
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
