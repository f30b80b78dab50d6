package dev.banyan.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateShareTest {

  private final AtomicLong now = new AtomicLong();

  @Test
  void reserve_letsThroughTheShareAndNoMore() {
    RateShare rate = new RateShare(100, now::get);

    assertThat(Duration.ofNanos(rate.reserve(50))).isEqualTo(Duration.ofMillis(500));
    assertThat(Duration.ofNanos(rate.reserve(50))).isEqualTo(Duration.ofSeconds(1));
    tick(Duration.ofSeconds(2));
    assertThat(rate.reserve(100)).isZero();
  }

  @Test
  void reserve_savesUpASecondAtMost() {
    RateShare rate = new RateShare(100, now::get);
    tick(Duration.ofHours(1));

    assertThat(rate.reserve(100)).isZero();
    assertThat(rate.reserve(1)).isPositive();
  }

  @Test
  void throttled_halvesAndSuccessComesBackToTheShare() {
    RateShare rate = new RateShare(100, now::get);

    rate.throttled();
    assertThat(rate.rate()).isEqualTo(50);
    for (int i = 0; i < 100; i++) {
      rate.succeeded();
    }

    assertThat(rate.rate()).isEqualTo(100);
  }

  @Test
  void reserve_withoutABoundNeverWaits() {
    assertThat(new RateShare(0, now::get).reserve(1e9)).isZero();
    assertThatThrownBy(() -> new RateShare(-1, now::get))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dealt_givesEachHandItsPartInTurns() {
    assertThat(SparkBackfill.dealt(List.of(1, 2, 3, 4, 5), 2))
        .containsExactly(List.of(1, 3, 5), List.of(2, 4));
  }

  @Test
  void secret_isMaskedWhereItIsPrinted() {
    assertThat(List.of(new Secret("mongodb://user:password@host"))).asString().isEqualTo("[***]");
  }

  private void tick(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
