package dev.banyan.proxy.canary;

import dev.banyan.control.Evidence;
import java.time.Instant;
import java.util.Optional;

/**
 * How often legacy failed while it was last compared: what serverless is held to when legacy is
 * asked no more.
 *
 * @param requests that legacy was asked
 * @param errors of them failed
 * @param at when
 */
record Baseline(long requests, long errors, Instant at) {

  static final String REQUESTS = "legacyRequests";
  static final String ERRORS = "legacyErrors";

  /** In seconds since 1970; evidence taken before there was such a fact has its own time. */
  static final String AT = "legacyMeasuredAt";

  /** What a capability's evidence says of legacy, for a proxy that did not see it itself. */
  static Optional<Baseline> of(Evidence evidence) {
    Long requests = evidence.facts().get(REQUESTS);
    Long errors = evidence.facts().get(ERRORS);
    if (requests == null || errors == null || requests == 0) {
      return Optional.empty();
    }
    Long at = evidence.facts().get(AT);
    return Optional.of(
        new Baseline(requests, errors, at == null ? evidence.at() : Instant.ofEpochSecond(at)));
  }
}
