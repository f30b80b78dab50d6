package dev.banyan.spring.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for assertions to hold, up to 15 s. */
final class Await {

  private Await() {}

  static void until(ThrowingCallable assertions) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
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
