package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.throttle.Throttle;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What requests need: the connection, the throttle, and a clock for their pauses. */
record DynamoLink(
    DynamoHttp http, Throttle throttle, ScheduledExecutorService clock, Duration patience) {

  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 5_000;

  /**
   * Runs something after a pause with full jitter ("Exponential Backoff And Jitter", AWS
   * Architecture Blog).
   */
  void later(int attempt, Runnable action) {
    long bound = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
    long pause = ThreadLocalRandom.current().nextLong(bound) + 1;
    clock.schedule(action, pause, TimeUnit.MILLISECONDS);
  }
}
