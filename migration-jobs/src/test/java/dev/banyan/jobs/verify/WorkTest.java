package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class WorkTest {

  private static final long LARGE = 16 << 20;

  /** Two documents of 16 MB are more than may be held at once. */
  @Test
  @Timeout(20)
  void submit_waitsForRoomForTheBytes() {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore done = new Semaphore(0);
    try (Work work = new Work(4)) {
      for (int task = 0; task < 50; task++) {
        work.submit(LARGE, () -> hold(held, most, done));
      }
      work.await();
    }

    assertThat(done.availablePermits()).isEqualTo(50);
    assertThat(most.get()).isEqualTo(1);
  }

  /** A task above the bound goes alone instead of never. */
  @Test
  @Timeout(20)
  void submit_takesWhatIsAboveTheBound() {
    Semaphore done = new Semaphore(0);
    try (Work work = new Work(2)) {
      work.submit(1L << 40, done::release);
      work.await();
    }

    assertThat(done.availablePermits()).isEqualTo(1);
  }

  private static void hold(AtomicInteger held, AtomicInteger most, Semaphore done) {
    most.accumulateAndGet(held.incrementAndGet(), Math::max);
    LockSupport.parkNanos(2_000_000); // others get their chance, whatever else the machine does
    held.decrementAndGet();
    done.release();
  }
}
