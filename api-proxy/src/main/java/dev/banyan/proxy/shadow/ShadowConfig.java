package dev.banyan.proxy.shadow;

import java.time.Duration;

/**
 * Bounds of shadowing.
 *
 * @param queue copies that may wait, and as many second looks; more are dropped and counted
 * @param concurrency copies under way at once
 * @param maxBody longest body that is compared, in bytes
 * @param timeout how long serverless may take
 * @param settle after what time both sides are asked again about a difference, and legacy alone to
 *     measure its noise
 * @param minimum pairs that a route needs before one of its paths is flagged
 * @param evidence how long what was seen counts as evidence
 */
public record ShadowConfig(
    int queue,
    int concurrency,
    int maxBody,
    Duration timeout,
    Duration settle,
    int minimum,
    Duration evidence) {

  /** 500 waiting, 8 under way, 256 KB, 5 s; 1 s, 100 pairs, 24 h. */
  public static final ShadowConfig DEFAULT =
      new ShadowConfig(
          500,
          8,
          256 * 1024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          100,
          Duration.ofHours(24));

  public ShadowConfig {
    if (queue < 1 || concurrency < 1 || maxBody < 0 || minimum < 1) {
      throw new IllegalArgumentException(
          "shadow.queue, shadow.concurrency and shadow.minimum must be 1 or more, shadow.max-body not negative");
    }
    if (settle.isNegative() || settle.isZero()) {
      throw new IllegalArgumentException("shadow.settle must be positive, was " + settle);
    }
  }
}
