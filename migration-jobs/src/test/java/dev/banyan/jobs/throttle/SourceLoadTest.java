package dev.banyan.jobs.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SourceLoadTest {

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong queue = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();

  private long ask() {
    asked.incrementAndGet();
    return queue.get();
  }

  @Test
  void trouble_isSaidAboveTheBound_andAskedForOnceASecond() {
    SourceLoad load = new SourceLoad(5, this::ask, now::get);
    assertThat(load.trouble()).isEmpty();
    queue.set(6);
    assertThat(load.trouble()).as("within the second").isEmpty();
    now.addAndGet(1_000_000_000);
    assertThat(load.trouble()).contains("6 operations queue up at MongoDB, the bound is 5");
    queue.set(5);
    now.addAndGet(1_000_000_000);
    assertThat(load.trouble()).isEmpty();
    assertThat(asked).hasValue(3);
  }

  @Test
  void none_neverAsks() {
    assertThat(SourceLoad.none().trouble()).isEmpty();
  }
}
