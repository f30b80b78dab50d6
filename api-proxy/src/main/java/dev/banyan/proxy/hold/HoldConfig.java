package dev.banyan.proxy.hold;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of a hold.
 *
 * @param limit how long writes are held before the proxy gives up and lets the owner have them
 * @param max writes held at once, per capability; more are answered 503
 * @param abandon how long a write that was answered 504 counts as being on its way, unless its side
 *     answers or hangs up before
 */
public record HoldConfig(
    @DefaultValue("2s") Duration limit,
    @DefaultValue("10000") int max,
    @DefaultValue("60s") Duration abandon) {

  /** 2 s, 10,000 writes, 60 s. */
  public static final HoldConfig DEFAULT =
      new HoldConfig(Duration.ofSeconds(2), 10_000, Duration.ofSeconds(60));

  public HoldConfig {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("hold.limit must be positive, was " + limit);
    }
    if (max < 1) {
      throw new IllegalArgumentException("hold.max must be 1 or more, was " + max);
    }
  }
}
