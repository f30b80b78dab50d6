package dev.banyan.proxy.shadow;

import org.jspecify.annotations.Nullable;

/**
 * One difference of two answers.
 *
 * @param path for instance {@code $.items[].id}; {@code $status} and {@code $type} are not of a
 *     body
 * @param kind in what they differ
 * @param legacy legacy's value as text, null where it has none
 * @param serverless serverless's value as text, null where it has none
 */
record Difference(String path, Kind kind, @Nullable String legacy, @Nullable String serverless) {

  /** In what two answers can differ. */
  enum Kind {
    MISSING,
    EXTRA,
    VALUE,
    TYPE,
    ORDER,
    LENGTH;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    String label() {
      return label;
    }
  }

  /** {@code path.kind}, what differences are counted by. */
  String name() {
    return path + "." + kind.label();
  }
}
