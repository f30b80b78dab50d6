package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BucketsTest {

  @Test
  void of_spreadsKeysEvenly() {
    int[] counts = new int[Buckets.COUNT];
    for (int i = 0; i < 16_000; i++) {
      counts[Buckets.of("u" + i)]++;
    }

    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
  }

  @Test
  void of_isStable() {
    // A published key must stay in its bucket for ever: this value is part of the protocol.
    assertThat(Buckets.of("alice")).isEqualTo(Buckets.of("alice")).isEqualTo(5);
  }

  @Test
  void explicitHashKey_startsEachSixteenthOfTheHashRange() {
    assertThat(Buckets.explicitHashKey(0)).isEqualTo("0");
    assertThat(Buckets.explicitHashKey(8)).isEqualTo("170141183460469231731687303715884105728");
    assertThat(Buckets.outerKey(3)).isEqualTo("b03");
    assertThat(Buckets.outerKey(15)).isEqualTo("b15");
  }

  @Test
  void outerKey_refusesOtherBuckets() {
    assertThatThrownBy(() -> Buckets.outerKey(16)).isInstanceOf(IllegalArgumentException.class);
  }
}
