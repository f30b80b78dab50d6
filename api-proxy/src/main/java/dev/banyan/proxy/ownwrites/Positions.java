package dev.banyan.proxy.ownwrites;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Positions in source time: {@code seconds.increment.ordinal}, which compare as text. */
public final class Positions {

  private static final int LENGTH = 27;

  private Positions() {}

  /** The text if it is a position, otherwise null: what cannot be compared must not be. */
  public static @Nullable String checked(@Nullable String text) {
    if (text == null || text.length() != LENGTH) {
      return null;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dot = i == 10 || i == 21;
      if (dot ? c != '.' : c < '0' || c > '9') {
        return null;
      }
    }
    return text;
  }

  /**
   * A position that no write answered by now can be behind, on clocks that differ by the margin.
   */
  static String after(Instant now, Duration margin) {
    return "%010d.0000000000.00000".formatted(now.plus(margin).getEpochSecond() + 1);
  }

  /** Whether everything up to the position is applied; an unknown watermark has passed nothing. */
  static boolean hasPassed(@Nullable String watermark, String position) {
    return watermark != null && watermark.compareTo(position) >= 0;
  }
}
