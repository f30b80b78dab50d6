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
 * @param mapping fingerprint of the mapping that was measured; empty if the code is the mapping
 */
public record Evidence(
    String capability,
    Kind kind,
    boolean good,
    Map<String, Long> facts,
    Instant at,
    Instant expiresAt,
    String mapping) {

  /** What evidence there is. */
  public enum Kind {
    BACKFILL,
    VERIFICATION,
    SHADOW,
    CANARY
  }

  /** Of what no mapping file describes. */
  public Evidence(
      String capability,
      Kind kind,
      boolean good,
      Map<String, Long> facts,
      Instant at,
      Instant expiresAt) {
    this(capability, kind, good, facts, at, expiresAt, "");
  }

  public Evidence {
    facts = Map.copyOf(facts);
    if (!expiresAt.isAfter(at)) {
      throw new IllegalArgumentException("evidence must expire after it was taken");
    }
  }

  /** The same measurement, of a mapping. */
  public Evidence ofMapping(String fingerprint) {
    return new Evidence(capability, kind, good, facts, at, expiresAt, fingerprint);
  }

  /** Whether both are known to be of different mappings. */
  public boolean isOfOtherMappingThan(Evidence other) {
    return !mapping.isEmpty() && !other.mapping.isEmpty() && !mapping.equals(other.mapping);
  }

  /** Whether it still counts. */
  public boolean isFresh(Instant now) {
    return now.isBefore(expiresAt);
  }
}
