package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShardOrderTest {

  private static final Shard LEFT = new Shard("left", List.of(), true);
  private static final Shard RIGHT = new Shard("right", List.of(), true);
  private static final Shard MERGED = new Shard("merged", List.of("left", "right"), false);

  private final ShardOrder order = new ShardOrder();

  @Test
  void startable_waitsForBothParentsOfAMerge() {
    List<Shard> all = List.of(MERGED, LEFT, RIGHT);

    assertThat(order.startable(all)).containsExactly(LEFT, RIGHT);
    order.finished("left");
    assertThat(order.startable(all)).isEmpty();
    order.finished("right");
    assertThat(order.startable(all)).containsExactly(MERGED);
    assertThat(order.startable(all)).isEmpty();
  }

  @Test
  void startable_doesNotWaitForParentsThatTheStreamNoLongerHas() {
    assertThat(order.startable(List.of(MERGED))).containsExactly(MERGED);
  }

  @Test
  void startable_startsChildrenOfSkippedShards() {
    order.skip(LEFT);
    order.skip(RIGHT);

    assertThat(order.startable(List.of(LEFT, RIGHT, MERGED))).containsExactly(MERGED);
  }
}
