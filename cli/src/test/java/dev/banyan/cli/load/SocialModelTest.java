package dev.banyan.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.input.LoadedPosts;
import dev.banyan.cli.input.SocialGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class SocialModelTest {

  private final SocialGraph graph = SocialGraph.generate(30, 200, 2);
  private final SocialModel model =
      new SocialModel(graph, new LoadedPosts(2, Instant.parse("2026-11-01T00:00:00Z")));

  @Test
  void follows_matchesAPlainSetUnderRandomChanges() {
    Set<Long> plain = new HashSet<>();
    graph.forEachFollow((a, b) -> plain.add(SocialGraph.edge(a, b)));
    var random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      int a = random.nextInt(30);
      int b = random.nextInt(30);
      if (random.nextBoolean()) {
        model.followed(a, b);
        plain.add(SocialGraph.edge(a, b));
      } else {
        model.unfollowed(a, b);
        plain.remove(SocialGraph.edge(a, b));
      }
      assertThat(model.follows(a, b)).isEqualTo(plain.contains(SocialGraph.edge(a, b)));
      assertThat(model.follows()).isEqualTo(plain.size());
    }
    var now = new HashSet<Long>();
    model.followsNow().forEachFollow((a, b) -> now.add(SocialGraph.edge(a, b)));
    assertThat(now).isEqualTo(plain);
  }

  @Test
  void anyFollowee_drawsOnlyFollowees() {
    var random = new Random(3);
    for (int n = graph.following(0) - 1; n >= 1; n--) {
      model.unfollowed(0, graph.followee(0, n));
    }
    model.followed(0, 29);
    for (int i = 0; i < 200; i++) {
      int drawn = model.anyFollowee(0, random);
      assertThat(drawn == -1 || model.follows(0, drawn)).isTrue();
    }
  }

  @Test
  void posts_canBeDeletedInAnyOrder() {
    List<ObjectId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(new ObjectId());
      model.created(ids.get(i), i % 5);
    }
    var random = new Random(8);
    while (!ids.isEmpty()) {
      ObjectId gone = ids.remove(random.nextInt(ids.size()));
      model.deleted(gone);
      model.deleted(gone);
      assertThat(model.isLive(gone)).isFalse();
      assertThat(model.postsNow())
          .extracting(LivePost::id)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
    assertThat(model.newest(List.of(0, 1, 2, 3, 4), 10)).isEmpty();
  }

  @Test
  void newest_isAcrossAuthorsNewestFirst() {
    List<ObjectId> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(new ObjectId());
      model.created(ids.get(i), i % 3);
    }
    assertThat(model.newest(List.of(0, 2), 4))
        .extracting(LivePost::id)
        .containsExactly(ids.get(29), ids.get(27), ids.get(26), ids.get(24));
  }

  @Test
  void isUncertain_knowsAPostByItsTagOnly() {
    String tag = PostTag.of(77, 3);
    model.uncertainCreate(tag);

    assertThat(model.isUncertain(new ObjectId(), tag + " any text")).isTrue();
    assertThat(model.isUncertain(new ObjectId(), PostTag.of(77, 4) + " any text")).isFalse();
    assertThat(model.isUncertain(new ObjectId(), "[no tag")).isFalse();
  }

  @Test
  void at_hitsEveryOperationAsOftenAsItWeighs() {
    var counts = new int[Operation.values().length];
    for (int point = 0; point < Operation.TOTAL_WEIGHT; point++) {
      counts[Operation.at(point).ordinal()]++;
    }
    assertThat(counts).containsExactly(60, 30, 10, 8, 4, 4, 4, 2, 2, 1, 0, 0);
  }

  @Test
  void acquire_givesAnotherUserWhileOneIsBusy() throws InterruptedException {
    var busy = new BusyUsers(3);

    assertThat(busy.acquire(2)).isEqualTo(2);
    assertThat(busy.acquire(2)).isEqualTo(0);
    assertThat(busy.tryAcquire(0)).isFalse();
    busy.release(2);
    assertThat(busy.acquire(1)).isEqualTo(1);
    assertThat(busy.tryAcquire(2)).isTrue();
  }
}
