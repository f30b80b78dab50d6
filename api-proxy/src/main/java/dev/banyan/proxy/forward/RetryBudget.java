package dev.banyan.proxy.forward;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What is left for asking again: each read brings in a share of a retry, so does time, and a retry
 * takes one. Without it, legacy would get all of serverless's load at the worst moment. Holds ten
 * seconds' worth at most. Thread-safe, never blocks.
 */
final class RetryBudget {

  /** A retry is 1,000 of these. */
  private static final long RETRY = 1_000;

  private static final int SECONDS = 10;

  private final RetryConfig config;
  private final LongSupplier nanos;
  private final AtomicLong left;
  private final AtomicLong filledAt;
  private final long most;

  RetryBudget(RetryConfig config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
    this.most = RETRY * SECONDS * Math.max(1, config.perSecond()) + RETRY * config.percent() * 10;
    this.left = new AtomicLong(RETRY * SECONDS * config.perSecond());
    this.filledAt = new AtomicLong(nanos.getAsLong());
  }

  /** A read went to serverless. */
  void earned() {
    add(RETRY * config.percent() / 100);
  }

  /** Takes a retry if there is one left. */
  boolean take() {
    fill();
    long before;
    do {
      before = left.get();
      if (before < RETRY) {
        return false;
      }
    } while (!left.compareAndSet(before, before - RETRY));
    return true;
  }

  private void fill() {
    long now = nanos.getAsLong();
    long last = filledAt.get();
    long earned = (long) ((now - last) / 1e9 * config.perSecond() * RETRY);
    if (earned > 0 && filledAt.compareAndSet(last, now)) {
      add(earned);
    }
  }

  private void add(long amount) {
    if (amount > 0 && left.get() < most && left.addAndGet(amount) > most) {
      left.updateAndGet(present -> Math.min(present, most));
    }
  }
}
