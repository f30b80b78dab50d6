package dev.banyan.relationships;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Event.Trace;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.testkit.LocalTables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OwnRelationshipsTest {

  /** Long before the versions that legacy has given: its clock was ahead. */
  private static final Clock SLOW =
      Clock.fixed(Instant.parse("2020-01-01T00:00:00.000042Z"), ZoneOffset.UTC);

  private static final Backoff MANY = new Backoff(200, Duration.ZERO, Duration.ofMillis(5));

  private final RelationshipTable table = new RelationshipTable(LocalTables.client(), SLOW);
  private final OwnRelationships own = new OwnRelationships(table, SLOW, MANY);

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(RelationshipTable.NAME);
  }

  @Test
  void follow_hasTheWallClocksVersion() {
    SourceVersion position = own.follow("ann", "bob", Trace.NONE);

    assertThat(position).isEqualTo(new SourceVersion(1_577_836_800L, 42, 0));
    Relationship edge = table.get("ann", "bob").orElseThrow();
    assertThat(edge.version()).isEqualTo(position);
    assertThat(edge.origin()).isEqualTo(Origin.SERVERLESS);
  }

  @Test
  void unfollow_isAboveTheLastVersionThoughTheClockIsBehind() {
    table.put(new Follow("ann", "bob", Instant.EPOCH), version(1), Origin.LEGACY);

    SourceVersion position = own.unfollow("ann", "bob", Trace.NONE);

    assertThat(position).isGreaterThan(version(1));
    assertThat(table.get("ann", "bob").orElseThrow().isLive()).isFalse();
  }

  @Test
  void follow_againChangesNothing() {
    table.put(new Follow("ann", "bob", Instant.EPOCH), version(1), Origin.LEGACY);

    assertThat(own.follow("ann", "bob", Trace.NONE)).isEqualTo(version(1));
    assertThat(table.get("ann", "bob").orElseThrow().createdAt()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void unfollow_ofWhatNeverWasHasNothingToWaitFor() {
    assertThat(own.unfollow("ann", "bob", Trace.NONE)).isEqualTo(SourceVersion.LOWEST);
    assertThat(table.get("ann", "bob")).isEmpty();
  }

  @Test
  void changes_atTheSameTimeGetDifferentVersions() throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<SourceVersion>> work = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        boolean follow = i % 2 == 0;
        work.add(
            () ->
                follow
                    ? own.follow("ann", "bob", Trace.NONE)
                    : own.unfollow("ann", "bob", Trace.NONE));
      }
      SourceVersion highest = SourceVersion.LOWEST;
      for (Future<SourceVersion> done : pool.invokeAll(work)) {
        SourceVersion position = done.get();
        highest = position.compareTo(highest) > 0 ? position : highest;
      }
      assertThat(table.get("ann", "bob").orElseThrow().version()).isEqualTo(highest);
    } finally {
      pool.shutdownNow();
    }
  }
}
