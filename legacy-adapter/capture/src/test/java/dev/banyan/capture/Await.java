package dev.banyan.capture;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition, with a deadline. */
final class Await {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Await() {}

  static void pause() {
    LockSupport.parkNanos(10_000_000);
  }

  /** Repeats the assertions until they hold; the last failure is thrown at the deadline. */
  static void until(ThrowingCallable assertions) {
    until(LIMIT, assertions);
  }

  /** The same with another deadline. */
  static void until(Duration limit, ThrowingCallable assertions) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        assertions.call();
        return;
      } catch (Throwable e) {
        if (System.nanoTime() > deadline) {
          throw e instanceof Error error ? error : new AssertionError(e);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }
}
