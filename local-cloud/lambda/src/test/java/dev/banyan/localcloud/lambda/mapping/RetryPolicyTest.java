package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.localcloud.lambda.mapping.RetryPolicy.Next;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {

  private static final RetryPolicy TWO_RETRIES = new RetryPolicy(false, 2, null);
  private static final RetryPolicy BISECT = new RetryPolicy(true, 2, null);

  @Test
  void afterFailure_retriesTheWholeBatchUntilRetriesAreUsedUp() {
    assertThat(TWO_RETRIES.afterFailure(10, 0, 0)).isEqualTo(new Next.Retry(0, 1));
    assertThat(TWO_RETRIES.afterFailure(10, 0, 1)).isEqualTo(new Next.Retry(0, 2));
    assertThat(TWO_RETRIES.afterFailure(10, 0, 2)).isEqualTo(new Next.Discard(0, 3));
  }

  @Test
  void afterFailure_retriesForeverWithoutABound() {
    assertThat(new RetryPolicy(false, -1, null).afterFailure(1, 0, 5_000))
        .isEqualTo(new Next.Retry(0, 5_001));
  }

  @Test
  void afterFailure_startsOverAtTheFirstFailedRecord() {
    assertThat(TWO_RETRIES.afterFailure(10, 4, 2)).isEqualTo(new Next.Retry(4, 1));
    assertThat(BISECT.afterFailure(10, 4, 2)).isEqualTo(new Next.Retry(4, 1));
  }

  @Test
  void afterFailure_splitsWithoutCountingARetry() {
    assertThat(BISECT.afterFailure(9, 0, 0)).isEqualTo(new Next.Split(0, 4, 0));
    assertThat(BISECT.afterFailure(2, 0, 0)).isEqualTo(new Next.Split(0, 1, 0));
    assertThat(BISECT.afterFailure(1, 0, 0)).isEqualTo(new Next.Retry(0, 1));
    assertThat(BISECT.afterFailure(1, 0, 2)).isEqualTo(new Next.Discard(0, 3));
  }

  @Test
  void afterFailure_splitsTheRestRatherThanDiscardItWithoutRetries() {
    assertThat(new RetryPolicy(true, 0, null).afterFailure(10, 4, 0))
        .isEqualTo(new Next.Split(4, 7, 0));
    assertThat(new RetryPolicy(false, 0, null).afterFailure(10, 4, 0))
        .isEqualTo(new Next.Discard(4, 1));
  }

  @Test
  void isTooOld_isStrictlyAboveTheBound() {
    RetryPolicy minute = new RetryPolicy(false, -1, Duration.ofMinutes(1));

    assertThat(minute.isTooOld(Duration.ofSeconds(60))).isFalse();
    assertThat(minute.isTooOld(Duration.ofMillis(60_001))).isTrue();
    assertThat(TWO_RETRIES.isTooOld(Duration.ofDays(9))).isFalse();
  }
}
