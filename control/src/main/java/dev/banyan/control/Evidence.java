package dev.banyan.control;

import java.time.Instant;
import java.util.Map;

/**
 * A stored, expiring measurement that a transition needs.
 *
 * @param capability what was measured
 * @param kind what the measurement is of
 * @param good whether it speaks for moving forward
 * @param facts the figures, by name
 * @param at when it was taken
 * @param expiresAt when it stops counting
 */
public record Evidence(
    String capability,
    Kind kind,
    boolean good,
    Map<String, Long> facts,
    Instant at,
    Instant expiresAt) {

  /** What evidence there is. */
  public enum Kind {
    BACKFILL,
    VERIFICATION,
    SHADOW,
    CANARY
  }

  public Evidence {
    facts = Map.copyOf(facts);
    if (!expiresAt.isAfter(at)) {
      throw new IllegalArgumentException("evidence must expire after it was taken");
    }
  }

  /** Whether it still counts. */
  public boolean isFresh(Instant now) {
    return now.isBefore(expiresAt);
  }
}
