package dev.banyan.stream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bounded retries with full jitter: before try n, a random part of {@code base * 2^n}, at most
 * {@code cap}. Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 *
 * @param tries including the first
 */
public record Backoff(int tries, Duration base, Duration cap) {

  /** For writes into DynamoDB or Kinesis from a function: about 3 s in total at most. */
  public static final Backoff DEFAULT =
      new Backoff(8, Duration.ofMillis(20), Duration.ofMillis(800));

  public Backoff {
    if (tries < 1 || base.isNegative() || cap.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "tries must be positive and cap not below base: " + tries + ", " + base + ", " + cap);
    }
  }

  /**
   * Waits before another try.
   *
   * @param failed how many tries have failed
   * @return false if there is none left, or the thread was interrupted
   */
  public boolean pause(int failed) {
    if (failed >= tries) {
      return false;
    }
    long bound = Math.min(cap.toMillis(), base.toMillis() << Math.min(failed, 20));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(bound + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
