package dev.banyan.control;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Elapsed time and pauses, so that a test can run a protocol without waiting. */
interface Timer {

  /** Nanoseconds from an arbitrary origin, never going back. */
  long nanos();

  /** Waits; returns early if the thread is interrupted. */
  void pause(Duration duration);

  /** The machine's own. */
  Timer SYSTEM =
      new Timer() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {
          LockSupport.parkNanos(duration.toNanos());
        }
      };
}
