package dev.banyan.relationships;

import java.util.Locale;

/** Which owner made a change; functions on the table's stream see only {@link #SERVERLESS}. */
public enum Origin {
  LEGACY,
  SERVERLESS;

  /** As the attribute {@code origin} has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Origin of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
