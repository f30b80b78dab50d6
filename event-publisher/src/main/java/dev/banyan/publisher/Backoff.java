package dev.banyan.publisher;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between retries: exponential with full jitter, so that publishers that failed together do
 * not come back together.
 *
 * <p>Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
final class Backoff {

  private static final int MAX_DOUBLINGS = 30;

  private final long first;
  private final long last;
  private final RandomGenerator random;

  Backoff(Duration first, Duration last, RandomGenerator random) {
    this.first = first.toNanos();
    this.last = last.toNanos();
    this.random = random;
  }

  /** The pause after this many failures before the present one, nanoseconds. */
  long nanos(int earlierFailures) {
    long bound = first << Math.min(earlierFailures, MAX_DOUBLINGS);
    return 1 + random.nextLong(bound <= 0 || bound > last ? last : bound);
  }
}
