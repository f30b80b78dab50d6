package dev.banyan.jobs.throttle;

import java.util.function.LongSupplier;

/**
 * So many units a second, with a burst of one second. What is taken may be more than there is: the
 * debt is paid off before the next. Thread-safe.
 */
final class TokenBucket {

  private final LongSupplier nanoClock;
  private double perSecond;
  private double tokens;
  private long filledAt;

  /**
   * @param perSecond 0 for no bound
   */
  TokenBucket(double perSecond, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.filledAt = nanoClock.getAsLong();
    setRate(perSecond);
  }

  /** Changes the rate; 0 for no bound. */
  synchronized void setRate(double next) {
    if (next < 0 || Double.isNaN(next)) {
      throw new IllegalArgumentException("a rate must not be negative, was " + next);
    }
    if (next != perSecond) {
      perSecond = next;
      tokens = Math.min(tokens, next);
    }
  }

  /** Takes units if there is no debt; else returns how many nanoseconds to wait first. */
  synchronized long tryTake(double units) {
    if (perSecond == 0) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    tokens = Math.min(perSecond, tokens + perSecond * (now - filledAt) / 1e9);
    filledAt = now;
    if (tokens < 0) {
      return (long) (-tokens / perSecond * 1e9) + 1;
    }
    tokens -= units;
    return 0;
  }

  synchronized double rate() {
    return perSecond;
  }
}
