package dev.banyan.jobs.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How many requests may be in flight: one more for every limit's worth of successes, half when the
 * table throttles (additive increase, multiplicative decrease: Chiu and Jain 1989). Thread-safe.
 */
public final class ConcurrencyLimit {

  /** One decrease for all the requests that were in flight together. */
  private static final Duration DECREASE_PAUSE = Duration.ofMillis(500);

  private static final Duration REASON_SHOWN = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int max;
  private final LongSupplier nanoClock;
  private double limit;
  private int inFlight;
  private long throttledAt;
  private boolean everThrottled;
  private String reason = "";

  /**
   * @param nanoClock {@link System#nanoTime} or one to tick
   */
  public ConcurrencyLimit(int max, LongSupplier nanoClock) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be positive, was " + max);
    }
    this.max = max;
    this.limit = max;
    this.nanoClock = nanoClock;
  }

  /** Waits until one more may be in flight. */
  public void acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (inFlight >= (int) limit) {
        changed.await(100, TimeUnit.MILLISECONDS);
      }
      inFlight++;
    } finally {
      lock.unlock();
    }
  }

  /** One less in flight. */
  public void release() {
    lock.lock();
    try {
      inFlight--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A request went well. */
  public void succeeded() {
    lock.lock();
    try {
      if (limit < max) {
        limit = Math.min(max, limit + 1 / limit);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The table was too busy for a request or a part of it. */
  public void throttled(String why) {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      if (!everThrottled || now - throttledAt >= DECREASE_PAUSE.toNanos()) {
        limit = Math.max(1, limit / 2);
        throttledAt = now;
      }
      everThrottled = true;
      reason = why;
    } finally {
      lock.unlock();
    }
  }

  /** Why it is slower than it could be, while it is. */
  public Optional<String> reason() {
    lock.lock();
    try {
      boolean recent =
          everThrottled && nanoClock.getAsLong() - throttledAt < REASON_SHOWN.toNanos();
      return recent
          ? Optional.of(reason + ": " + (int) limit + " of " + max + " requests in flight")
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
