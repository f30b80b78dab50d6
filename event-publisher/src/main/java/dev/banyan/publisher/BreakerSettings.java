package dev.banyan.publisher;

import java.time.Duration;

/**
 * When requests stop because the stream does not answer, and when one is tried again. An open
 * breaker holds events, it loses none.
 *
 * @param requests the last so many are looked at, at least that many are needed to open
 * @param failurePercent of them without an answer, or refused or failed as a whole, 1 to 100.
 *     Throttling and partial failures do not count: the stream is there
 * @param openFor pause before a single request is tried
 */
public record BreakerSettings(int requests, int failurePercent, Duration openFor) {

  /** Named defaults: ten requests of which half failed, five seconds. */
  public static final BreakerSettings DEFAULT = new BreakerSettings(10, 50, Duration.ofSeconds(5));

  public BreakerSettings {
    if (requests < 1) {
      throw new IllegalArgumentException("requests must be at least 1, was " + requests);
    }
    if (failurePercent < 1 || failurePercent > 100) {
      throw new IllegalArgumentException("failurePercent must be 1 to 100, was " + failurePercent);
    }
    if (openFor.isZero() || openFor.isNegative()) {
      throw new IllegalArgumentException("openFor must be above zero, was " + openFor);
    }
  }
}
