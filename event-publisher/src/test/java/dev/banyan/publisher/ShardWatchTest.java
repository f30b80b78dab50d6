package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Buckets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShardWatchTest {

  private static final long SECOND = 1_000_000_000L;

  private final ShardWatch watch = new ShardWatch(Duration.ofMinutes(1), 0);

  private static ShardMap all(String shard) {
    return new ShardMap(Collections.nCopies(Buckets.COUNT, shard));
  }

  private void lanesOf(String shard, long now) {
    assertThat(watch.asks(now)).isTrue();
    watch.listed(Optional.of(all(shard)), now);
    assertThat(watch.wanted()).contains(all(shard));
    watch.regrouped();
  }

  private void answers(String shard, int from, int to) {
    for (int bucket = from; bucket < to; bucket++) {
      watch.stored(bucket, shard, "", 0);
    }
  }

  @Test
  void asks_atOnce_thenAtTheRefresh_neverTwiceAtATime() {
    lanesOf("a", 0);
    assertThat(watch.asks(59 * SECOND)).isFalse();
    assertThat(watch.asks(60 * SECOND)).isTrue();
    assertThat(watch.asks(60 * SECOND)).isFalse();
    assertThat(watch.due()).isEmpty();
  }

  @Test
  void anAnswerFromAnotherShard_listsThemSoon_atMostOnceASecond() {
    lanesOf("a", 0);
    watch.stored(3, "b", "a", 5 * SECOND);
    assertThat(watch.asks(5 * SECOND)).isTrue();
    watch.listed(Optional.of(all("a")), 5 * SECOND);
    assertThat(watch.wanted()).isEmpty();

    watch.stored(3, "b", "a", 5 * SECOND + 1);
    assertThat(watch.asks(5 * SECOND + 1)).isFalse();
    assertThat(watch.asks(6 * SECOND)).isTrue();
  }

  @Test
  void anAnswerFromTheExpectedShard_orWithoutOne_changesNothing() {
    lanesOf("a", 0);
    watch.stored(3, "a", "a", SECOND);
    watch.stored(3, "", "a", SECOND);
    assertThat(watch.asks(2 * SECOND)).isFalse();
  }

  @Test
  void whereShardsCannotBeListed_answersOfAllBucketsTellThem() {
    watch.asks(0);
    watch.listed(Optional.empty(), 0);
    answers("a", 0, Buckets.COUNT - 1);
    assertThat(watch.wanted()).isEmpty();
    answers("a", Buckets.COUNT - 1, Buckets.COUNT);
    assertThat(watch.wanted()).contains(all("a"));
    watch.regrouped();

    watch.stored(0, "b", "a", 0); // a resharding
    assertThat(watch.wanted()).get().extracting(map -> map.shards().get(0)).isEqualTo("b");
  }

  @Test
  void aListCountsForMore_thanWhatAnswersTell() {
    answers("a", 0, Buckets.COUNT);
    assertThat(watch.wanted()).isEmpty();
    lanesOf("b", 0);
    answers("c", 0, Buckets.COUNT);
    assertThat(watch.wanted()).isEmpty();
  }

  @Test
  void withoutARefresh_nothingIsAskedOrLearnt() {
    ShardWatch never = new ShardWatch(Duration.ZERO, 0);
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      never.stored(bucket, "a", "", 0);
    }
    assertThat(never.asks(3_600 * SECOND)).isFalse();
    assertThat(never.wanted()).isEmpty();
    assertThat(never.due()).isEmpty();
  }
}
