package dev.banyan.localcloud.lambda.mapping;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential delays between tries.
 *
 * @param first before jitter of up to a quarter less
 * @param most bound of the growth
 */
record Backoff(Duration first, Duration most) {

  private static final int MAX_DOUBLINGS = 20;

  static final Backoff OF_BATCHES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  static final Backoff OF_READS = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  /**
   * @param failures in a row, from 1
   */
  Duration delay(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long bounded = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 4 + 1));
  }
}
