package dev.banyan.localcloud.mongo.log;

import java.time.Clock;
import java.time.Instant;

/**
 * Gives every change its cluster time, strictly greater than the one before, whatever the wall
 * clock does. Seconds in the upper 32 bits, increment in the lower. Not thread-safe.
 */
public final class ClusterClock {

  private final Clock clock;
  private long last;

  public ClusterClock(Clock clock) {
    this.clock = clock;
    this.last = (clock.instant().getEpochSecond() << 32) | 1;
  }

  long tick() {
    long now = clock.instant().getEpochSecond() << 32;
    last = Math.max(last, now) + 1;
    return last;
  }

  long last() {
    return last;
  }

  Instant wallTime() {
    return clock.instant();
  }
}
