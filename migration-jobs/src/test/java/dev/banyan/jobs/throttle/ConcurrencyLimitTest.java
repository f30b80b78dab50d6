package dev.banyan.jobs.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ConcurrencyLimitTest {

  private final AtomicLong nanos = new AtomicLong();
  private final ConcurrencyLimit limit = new ConcurrencyLimit(8, nanos::get);

  @Test
  void reason_namesWhyAndHowMuchWhileItIsThrottled() {
    assertThat(limit.reason()).isEmpty();

    limit.throttled("the table throttles");

    assertThat(limit.reason()).contains("the table throttles: 4 of 8 requests in flight");
    tick(Duration.ofSeconds(6));
    assertThat(limit.reason()).isEmpty();
  }

  @Test
  void throttled_halvesOnceForWhatWasInFlightTogether() {
    limit.throttled("busy");
    limit.throttled("busy");
    assertThat(limit.reason()).contains("busy: 4 of 8 requests in flight");

    tick(Duration.ofMillis(600));
    limit.throttled("busy");
    assertThat(limit.reason()).contains("busy: 2 of 8 requests in flight");
  }

  @Test
  void throttled_leavesOne() {
    for (int i = 0; i < 9; i++) {
      tick(Duration.ofSeconds(1));
      limit.throttled("busy");
    }

    assertThat(limit.reason()).contains("busy: 1 of 8 requests in flight");
  }

  @Test
  void succeeded_growsByOnePerRound() {
    limit.throttled("busy");
    for (int i = 0; i < 5; i++) {
      limit.succeeded();
    }
    assertThat(limit.reason()).contains("busy: 5 of 8 requests in flight");

    for (int i = 0; i < 100; i++) {
      limit.succeeded();
    }
    assertThat(limit.reason()).contains("busy: 8 of 8 requests in flight");
  }

  @Test
  void acquire_waitsForRoom() throws Exception {
    ConcurrencyLimit two = new ConcurrencyLimit(2, nanos::get);
    two.acquire();
    two.acquire();
    AtomicInteger third = new AtomicInteger();
    Thread waiting =
        new Thread(
            () -> {
              try {
                two.acquire();
                third.incrementAndGet();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    Await.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    assertThat(third).hasValue(0);

    two.release();

    waiting.join(10_000);
    assertThat(third).hasValue(1);
  }

  @Test
  void limit_refusesNone() {
    assertThatThrownBy(() -> new ConcurrencyLimit(0, nanos::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max");
  }

  private void tick(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
