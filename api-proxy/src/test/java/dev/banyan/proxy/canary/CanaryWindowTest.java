package dev.banyan.proxy.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CanaryWindowTest {

  private final CanaryWindow window = new CanaryWindow();

  @Test
  void latencies_areKeptFromOneLookToTheNext_untilItIsEmptied() {
    window.record(Side.LEGACY, false, TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(window.take(Side.LEGACY).quantile(1)).isBetween(4_900L, 5_100L);
    window.record(Side.LEGACY, true, TimeUnit.MILLISECONDS.toNanos(50));

    SideSample both = window.take(Side.LEGACY);

    assertThat(both.requests()).isEqualTo(2);
    assertThat(both.errors()).isEqualTo(1);
    assertThat(both.quantile(0.5)).isBetween(4_900L, 5_100L);
    assertThat(both.quantile(1)).isBetween(49_000L, 51_000L);
    assertThat(window.take(Side.SERVERLESS).requests()).isZero();
    window.record(Side.LEGACY, false, 1);
    window.empty();
    assertThat(window.take(Side.LEGACY).latency().getTotalCount()).isZero();
  }

  /** The table does not grow. */
  @Test
  void latencyBeyondTheTable_countsAsTheLongest() {
    window.record(Side.LEGACY, false, TimeUnit.DAYS.toNanos(1));
    window.record(Side.LEGACY, false, -1);

    SideSample sample = window.take(Side.LEGACY);

    assertThat(sample.quantile(1)).isBetween(590_000_000L, 610_000_000L);
    assertThat(sample.quantile(0)).isLessThan(10);
  }
}
