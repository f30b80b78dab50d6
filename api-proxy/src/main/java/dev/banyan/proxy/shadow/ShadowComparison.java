package dev.banyan.proxy.shadow;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two answers and names the differences as {@code path.kind}, never their values. */
final class ShadowComparison {

  private static final int MOST = 20;

  private final List<String> differences = new ArrayList<>();

  private ShadowComparison() {}

  /** The differences, legacy being right; empty if there are none; 20 at most. */
  static List<String> of(int legacyStatus, Buffer legacy, int serverlessStatus, Buffer serverless) {
    if (legacyStatus != serverlessStatus) {
      return List.of("status " + legacyStatus + " " + serverlessStatus);
    }
    if (legacy.equals(serverless)) {
      return List.of();
    }
    ShadowComparison comparison = new ShadowComparison();
    try {
      comparison.compare("$", Json.decodeValue(legacy), Json.decodeValue(serverless));
    } catch (DecodeException e) {
      return List.of("$.value"); // not JSON, and not the same bytes
    }
    return List.copyOf(comparison.differences);
  }

  private void compare(String path, @Nullable Object legacy, @Nullable Object serverless) {
    if (legacy instanceof JsonObject a && serverless instanceof JsonObject b) {
      objects(path, a, b);
    } else if (legacy instanceof JsonArray a && serverless instanceof JsonArray b) {
      arrays(path, a, b);
    } else if (legacy instanceof Number a && serverless instanceof Number b) {
      if (new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) != 0) {
        add(path, "value");
      }
    } else if (!Objects.equals(legacy, serverless)) {
      add(path, sameType(legacy, serverless) ? "value" : "type");
    }
  }

  private void objects(String path, JsonObject legacy, JsonObject serverless) {
    Set<String> names = new TreeSet<>(legacy.fieldNames());
    names.addAll(serverless.fieldNames());
    for (String name : names) {
      String below = path + "." + name;
      if (!serverless.containsKey(name)) {
        add(below, "missing");
      } else if (!legacy.containsKey(name)) {
        add(below, "extra");
      } else {
        compare(below, legacy.getValue(name), serverless.getValue(name));
      }
    }
  }

  private void arrays(String path, JsonArray legacy, JsonArray serverless) {
    if (legacy.size() != serverless.size()) {
      add(path, "length");
    } else if (!legacy.equals(serverless)
        && legacy.stream()
            .sorted(ShadowComparison::byText)
            .toList()
            .equals(serverless.stream().sorted(ShadowComparison::byText).toList())) {
      add(path, "order");
    } else {
      for (int i = 0; i < legacy.size(); i++) {
        compare(path + "[]", legacy.getValue(i), serverless.getValue(i));
      }
    }
  }

  private static int byText(@Nullable Object a, @Nullable Object b) {
    return String.valueOf(a).compareTo(String.valueOf(b));
  }

  private static boolean sameType(@Nullable Object a, @Nullable Object b) {
    return a != null && b != null && a.getClass() == b.getClass();
  }

  private void add(String path, String kind) {
    String difference = path + "." + kind;
    if (differences.size() < MOST && !differences.contains(difference)) {
      differences.add(difference);
    }
  }
}
