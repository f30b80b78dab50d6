package dev.banyan.jobs.spark;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A task's share of the write units, as a token bucket that saves up at most a second's worth. A
 * table that throttles halves the rate; each request that goes well gives a hundredth of the share
 * back (additive increase, multiplicative decrease: Chiu and Jain 1989). Thread-safe.
 */
final class RateShare {

  private static final double NANOS = 1e9;
  private static final double LOWEST_PART = 1.0 / 64;

  private final double share;
  private final LongSupplier nanoClock;
  private double rate;
  private double saved;
  private long refilledAt;

  /**
   * @param unitsPerSecond 0 for no bound
   * @param nanoClock {@link System#nanoTime} or one to tick
   */
  RateShare(double unitsPerSecond, LongSupplier nanoClock) {
    if (unitsPerSecond < 0) {
      throw new IllegalArgumentException("unitsPerSecond is negative: " + unitsPerSecond);
    }
    this.share = unitsPerSecond;
    this.rate = unitsPerSecond;
    this.nanoClock = nanoClock;
    this.refilledAt = nanoClock.getAsLong();
  }

  /** Takes units and waits until they are there. */
  void acquire(double units) throws InterruptedException {
    long until = nanoClock.getAsLong() + reserve(units);
    for (long left = until - nanoClock.getAsLong(); left > 0; ) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for write units");
      }
      left = until - nanoClock.getAsLong();
    }
  }

  /** Takes units, also on credit; nanoseconds until the credit is paid back. */
  synchronized long reserve(double units) {
    if (share == 0) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    saved = Math.min(rate, saved + (now - refilledAt) / NANOS * rate);
    refilledAt = now;
    saved -= units;
    return saved >= 0 ? 0 : (long) (-saved / rate * NANOS);
  }

  synchronized void throttled() {
    rate = Math.max(share * LOWEST_PART, rate / 2);
  }

  synchronized void succeeded() {
    rate = Math.min(share, rate + share / 100);
  }

  /** Units a second at present; 0 for no bound. */
  synchronized double rate() {
    return rate;
  }
}
