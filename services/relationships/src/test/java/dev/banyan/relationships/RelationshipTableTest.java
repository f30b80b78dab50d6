package dev.banyan.relationships;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.stream.Backoff;
import dev.banyan.stream.InsertIfAbsent;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.Outcome;
import dev.banyan.stream.testkit.LocalTables;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class RelationshipTableTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final RelationshipTable table =
      new RelationshipTable(LocalTables.client(), Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(RelationshipTable.NAME);
  }

  private static Follow follow(String follower, String followee) {
    return new Follow(follower, followee, Instant.parse("2020-09-13T12:26:40.5Z"));
  }

  private Outcome put(String follower, String followee, int n) {
    return table.put(follow(follower, followee), version(n), Origin.LEGACY);
  }

  private Outcome delete(String follower, String followee, int n) {
    return table.delete(follower, followee, version(n), Origin.LEGACY);
  }

  @Test
  void put_hasTheLayoutOfTheContract() {
    put("ann", "bob", 1);

    assertThat(LocalTables.items(RelationshipTable.NAME))
        .containsExactly(
            Map.of(
                "follower", AttributeValue.fromS("ann"),
                "followee", AttributeValue.fromS("bob"),
                "followeeKey", AttributeValue.fromS("bob"),
                "createdAt", AttributeValue.fromS("2020-09-13T12:26:40.500Z"),
                "v", AttributeValue.fromS(version(1).toString()),
                "origin", AttributeValue.fromS("legacy")));
  }

  @Test
  void delete_leavesATombstoneThatExpires() {
    put("ann", "bob", 1);
    assertThat(delete("ann", "bob", 2)).isEqualTo(Outcome.APPLIED);

    long expires = NOW.plusSeconds(30 * 86_400L).getEpochSecond();
    assertThat(LocalTables.items(RelationshipTable.NAME))
        .containsExactly(
            Map.of(
                "follower", AttributeValue.fromS("ann"),
                "followee", AttributeValue.fromS("bob"),
                "deleted", AttributeValue.fromBool(true),
                "expiresAt", AttributeValue.fromN(Long.toString(expires)),
                "v", AttributeValue.fromS(version(2).toString()),
                "origin", AttributeValue.fromS("legacy")));
  }

  @Test
  void put_goesOnlyOverALowerVersion() {
    assertThat(put("ann", "bob", 5)).isEqualTo(Outcome.APPLIED);
    assertThat(put("ann", "bob", 5)).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(delete("ann", "bob", 4)).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(table.get("ann", "bob").orElseThrow().isLive()).isTrue();
  }

  @Test
  void delete_ofWhatIsNotThereKeepsALatePutOut() {
    assertThat(delete("ann", "bob", 2)).isEqualTo(Outcome.APPLIED);
    assertThat(put("ann", "bob", 1)).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(table.get("ann", "bob").orElseThrow().isLive()).isFalse();
  }

  @Test
  void backfilled_insertedIfAbsent_neverGoesOverAnItemOrATombstone() {
    put("ann", "bob", 9);
    delete("ann", "cy", 9);

    InsertReport report =
        backfill(99, follow("ann", "bob"), follow("ann", "cy"), follow("ann", "dee"));

    assertThat(report.inserted()).isOne();
    assertThat(report.alreadyNewer()).isEqualTo(2);
    assertThat(table.get("ann", "bob").orElseThrow().version()).isEqualTo(version(9));
    assertThat(table.following("ann", "", 10).ids()).containsExactly("bob", "dee");
  }

  @Test
  void following_isPagedOverTombstonesWithExactSizes() {
    var live = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      String id = "u%02d".formatted(i);
      put("ann", id, 1);
      if (i % 3 == 0) {
        live.add(id);
      } else {
        delete("ann", id, 2);
      }
    }

    var seen = new ArrayList<String>();
    IdPage page = table.following("ann", "", 5);
    while (page.last() != null) {
      assertThat(page.ids()).hasSize(5);
      seen.addAll(page.ids());
      page = table.following("ann", page.last(), 5);
    }
    seen.addAll(page.ids());

    assertThat(seen).isEqualTo(live);
    assertThat(page.ids()).as("a last page that is full has no next").hasSize(5);
  }

  @Test
  void followers_areThoseWhoStillFollow() {
    for (String fan : List.of("cy", "ann", "bob", "dee")) {
      put(fan, "star", 1);
    }
    delete("bob", "star", 2);

    assertThat(table.followers("star", "", 2)).isEqualTo(new IdPage(List.of("ann", "cy"), "cy"));
    assertThat(table.followers("star", "cy", 2)).isEqualTo(new IdPage(List.of("dee"), null));
  }

  /**
   * Invariant 1 as a property: the last change of a key wins, in whatever order and how often
   * changes and backfill come. The backfill has seen the state at its floor or later.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void writes_endInTheSameStateInAnyOrder(long seed) {
    var random = new Random(seed);
    int changes = 2 + random.nextInt(4);
    boolean[] live = new boolean[changes + 1];
    IntConsumer[] writes = new IntConsumer[changes + 2];
    for (int n = 1; n <= changes; n++) {
      boolean put = n == 1 || random.nextInt(3) > 0;
      live[n] = put;
      int change = n;
      writes[n] = round -> write("k" + round, change, put);
    }
    int floor = random.nextInt(changes + 1);
    int seen = floor + random.nextInt(changes + 1 - floor);
    writes[0] = round -> {};
    writes[changes + 1] = round -> backfill("k" + round, floor, seen, live[seen]);

    List<Integer> order = new ArrayList<>();
    for (int n = 1; n < writes.length; n++) {
      order.add(n);
      order.add(n);
    }
    for (int round = 0; round < 15; round++) {
      Collections.shuffle(order, random);
      for (int n : order) {
        writes[n].accept(round);
      }
      assertState("k" + round, changes, live[changes], order);
    }
  }

  private void write(String key, int n, boolean put) {
    if (put) {
      table.put(edgeOf(key, n), version(n), Origin.LEGACY);
    } else {
      table.delete(key, "x", version(n), Origin.LEGACY);
    }
  }

  private void backfill(String key, int floor, int seen, boolean live) {
    if (live) {
      backfill(floor, edgeOf(key, seen));
    }
  }

  private static InsertReport backfill(int floor, Follow... follows) {
    return new InsertIfAbsent(
            LocalTables.client(),
            RelationshipTable.NAME,
            List.of("follower", "followee"),
            Backoff.DEFAULT)
        .insert(
            Stream.of(follows)
                .map(follow -> RelationshipTable.backfilled(follow, version(floor)))
                .toList());
  }

  private static Follow edgeOf(String key, int n) {
    return new Follow(key, "x", Instant.ofEpochSecond(n));
  }

  private void assertState(String key, int last, boolean live, List<Integer> order) {
    Relationship end = table.get(key, "x").orElseThrow();
    assertThat(end.isLive()).as("%s in order %s", key, order).isEqualTo(live);
    if (live) {
      assertThat(end.createdAt())
          .as("%s in order %s", key, order)
          .isEqualTo(edgeOf(key, last).createdAt());
    }
  }
}
