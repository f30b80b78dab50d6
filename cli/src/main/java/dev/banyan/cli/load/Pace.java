package dev.banyan.cli.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When the next request is due. All times are those of {@link System#nanoTime()}.
 *
 * <p>One that {@linkplain LoadSettings#eases() eases} gives way to a machine that does not keep up:
 * what is late by more than a second is not made up for, and from then on less is sent, until for
 * five seconds nothing was late; likewise if the answer to what was sent since then took more than
 * one. Otherwise the debt alone would keep the machine at its limit.
 *
 * <p>Used on one thread, but for {@link #leastRate()} and {@link #answered}.
 */
final class Pace {

  static final long MOST_LATE_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final double SLOWER = 0.7;
  private static final double FASTER = 1.1;
  private static final double LEAST = 0.05;

  private final LoadSettings settings;
  private final long start;
  private long due;
  private long changedAt;
  private double share = 1;
  private volatile double leastShare = 1;
  private volatile boolean slow;
  private volatile long easedAt;

  Pace(LoadSettings settings, long now) {
    this.settings = settings;
    this.start = now;
    this.due = now;
    this.changedAt = now;
    this.easedAt = now;
  }

  long due() {
    return due;
  }

  /** Goes on from now, and makes up for nothing. */
  void restart(long now) {
    due = now;
    changedAt = now;
  }

  /** The request that was due has been sent. */
  void sent(long now) {
    double rate = share * settings.rateAt(Duration.ofNanos(due - start));
    due += Math.round(TimeUnit.SECONDS.toNanos(1) / rate);
    if (!settings.eases()) {
      return;
    }
    if (now - due > MOST_LATE_NANOS) {
      ease(now);
      due = now;
    } else if (slow) {
      ease(now);
    } else if (share < 1 && now - changedAt > CALM_NANOS) {
      share = Math.min(1, share * FASTER);
      changedAt = now;
    }
  }

  private void ease(long now) {
    share = Math.max(LEAST, share * SLOWER);
    leastShare = Math.min(leastShare, share);
    changedAt = now;
    easedAt = now;
    slow = false;
  }

  /**
   * What was sent then has been answered now; of a rate that is past it says nothing. On any
   * thread.
   */
  void answered(long sent, long now) {
    if (now - sent > MOST_LATE_NANOS && sent - easedAt >= 0) {
      slow = true;
    }
  }

  /** The lowest rate it has eased to, in requests per second; the whole if it never has. */
  double leastRate() {
    return leastShare * settings.rate();
  }
}
