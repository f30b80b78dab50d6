package dev.banyan.proxy.ownwrites;

import java.time.Duration;

/**
 * Bounds of the memory for users' own writes.
 *
 * @param enabled false lets users miss their own writes: for measuring what the memory is worth
 * @param max users remembered, over all capabilities
 * @param margin added to the time of an answer without a position, for clocks that differ
 * @param bound how long a write holds its user at most, should the other side never say that it has
 *     it; each such release is counted
 * @param poll how often the watermark is asked for while somebody waits for it
 */
public record OwnWritesConfig(
    boolean enabled, int max, Duration margin, Duration bound, Duration poll) {

  /** On, 200,000 users, 2 s, 10 min, 200 ms. */
  public static final OwnWritesConfig DEFAULT =
      new OwnWritesConfig(
          true, 200_000, Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofMillis(200));

  public OwnWritesConfig {
    if (max < 1) {
      throw new IllegalArgumentException("own-writes.max must be 1 or more, was " + max);
    }
    if (bound.isNegative() || bound.isZero() || poll.isNegative() || poll.isZero()) {
      throw new IllegalArgumentException("own-writes.bound and own-writes.poll must be positive");
    }
  }
}
