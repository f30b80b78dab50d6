package dev.banyan.proxy.shadow;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of shadowing.
 *
 * @param queue copies that may wait; more are dropped and counted
 * @param concurrency copies under way at once
 * @param maxBody longest body that is compared, in bytes
 * @param timeout how long serverless may take
 * @param settle after what time both sides are asked again about a difference, and legacy alone to
 *     measure its noise
 * @param minimum pairs that a route needs before one of its paths is flagged
 * @param evidence how long what was seen counts as evidence
 */
public record ShadowConfig(
    @DefaultValue("500") int queue,
    @DefaultValue("8") int concurrency,
    @DefaultValue("262144") int maxBody,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("1s") Duration settle,
    @DefaultValue("100") int minimum,
    @DefaultValue("24h") Duration evidence) {

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
