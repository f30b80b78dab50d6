package dev.banyan.jobs.throttle;

import java.time.Duration;
import java.util.Optional;

/**
 * Protects the source: after a read that took longer than the bound, whoever reads waits as much
 * longer as it was over; {@code nice} always waits as long as the read took. Far over the bound is
 * critical. Thread-safe.
 */
public final class SourcePace {

  /** So many times the bound is critical load. */
  private static final int CRITICAL = 10;

  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final long boundNanos;
  private final boolean nice;
  private volatile long smoothed;

  /**
   * @param bound of one read's latency; zero for none
   */
  public SourcePace(Duration bound, boolean nice) {
    if (bound.isNegative()) {
      throw new IllegalArgumentException("the latency bound must not be negative, was " + bound);
    }
    this.boundNanos = bound.toNanos();
    this.nice = nice;
  }

  /** No protection. */
  public static SourcePace none() {
    return new SourcePace(Duration.ZERO, false);
  }

  /** After a read that took so long: nanoseconds to wait before the next. */
  public long pauseAfter(long nanos) {
    long last = smoothed;
    smoothed = last == 0 ? nanos : (last * 7 + nanos) / 8;
    long pause = nice ? nanos : 0;
    if (boundNanos > 0 && nanos > boundNanos) {
      pause += 2 * (nanos - boundNanos);
    }
    return Math.min(pause, LONGEST_PAUSE_NANOS);
  }

  /** Whether a read that took so long means that MongoDB should be left alone. */
  public boolean isCritical(long nanos) {
    return boundNanos > 0 && nanos > CRITICAL * boundNanos;
  }

  /** How long to leave MongoDB alone then. */
  public Duration recovery() {
    return RECOVERY;
  }

  /** Why reading is slower than it could be, while it is. */
  public Optional<String> reason() {
    if (boundNanos > 0 && smoothed > boundNanos) {
      return Optional.of(
          "MongoDB takes %,d ms for a read, the bound is %,d ms"
              .formatted(smoothed / 1_000_000, boundNanos / 1_000_000));
    }
    return nice ? Optional.of("--nice") : Optional.empty();
  }
}
