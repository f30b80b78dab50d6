package dev.banyan.jobs.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThrottleTest {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void tryTake_paysDebtsBeforeTheNext() {
    TokenBucket bucket = new TokenBucket(100, nanos::get);
    assertThat(bucket.tryTake(250)).isZero();
    assertThat(bucket.tryTake(1)).isBetween(2_499_999_999L, 2_500_000_002L);
    nanos.addAndGet(Duration.ofMillis(2_600).toNanos());
    assertThat(bucket.tryTake(1)).isZero();
  }

  @Test
  void tryTake_gathersNoMoreThanASecond() {
    TokenBucket bucket = new TokenBucket(100, nanos::get);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(bucket.tryTake(200)).isZero();
    assertThat(bucket.tryTake(1)).isPositive();
  }

  @Test
  void reason_namesThePause_andStopEndsIt() {
    Throttle throttle = new Throttle(2, 0, nanos::get);
    throttle.set(true, 0);
    assertThat(throttle.reason()).contains("paused by an operator");
    throttle.stop();
    assertThatThrownBy(() -> throttle.acquire(1, 1)).isInstanceOf(CancellationException.class);
  }

  @Test
  void pauseAfter_growsWithTheLatency_andNiceHalvesTheLoad() {
    SourcePace bound = new SourcePace(Duration.ofMillis(100), false);
    assertThat(bound.pauseAfter(Duration.ofMillis(100).toNanos())).isZero();
    assertThat(bound.pauseAfter(Duration.ofMillis(300).toNanos()))
        .isEqualTo(Duration.ofMillis(400).toNanos());
    assertThat(bound.isCritical(Duration.ofMillis(1_001).toNanos())).isTrue();
    assertThat(new SourcePace(Duration.ZERO, true).pauseAfter(77)).isEqualTo(77);
  }

  @Test
  void read_givesWhatWasWritten(@TempDir Path job) {
    ControlFile file = new ControlFile(job);
    assertThat(file.read()).isEqualTo(ControlFile.Wish.NONE);
    file.write(new ControlFile.Wish(true, 500));
    assertThat(file.read()).isEqualTo(new ControlFile.Wish(true, 500));
  }
}
