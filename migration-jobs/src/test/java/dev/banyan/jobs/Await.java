package dev.banyan.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
public final class Await {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Await() {}

  public static void until(BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(DEADLINE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + DEADLINE);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
