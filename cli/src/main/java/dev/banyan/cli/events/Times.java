package dev.banyan.cli.events;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Points in time as a person types them. */
final class Times {

  private Times() {}

  /**
   * An instant, or how long before now.
   *
   * @param option named in the error
   * @throws IllegalArgumentException if the text is neither
   */
  static Instant parse(String option, String text, Instant now) {
    try {
      return text.startsWith("P") || text.startsWith("p")
          ? now.minus(Duration.parse(text))
          : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          option
              + " takes a time such as 2026-01-31T10:00:00Z, or a duration before now such as PT5M,"
              + " not '"
              + text
              + "'",
          e);
    }
  }
}
