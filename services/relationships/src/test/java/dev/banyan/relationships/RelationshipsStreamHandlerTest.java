package dev.banyan.relationships;

import static dev.banyan.stream.testkit.TestEvents.event;
import static dev.banyan.stream.testkit.TestEvents.follow;
import static dev.banyan.stream.testkit.TestEvents.unfollow;
import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.testkit.KinesisBatch;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Recorded;
import dev.banyan.stream.testkit.TestContext;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RelationshipsStreamHandlerTest {

  private final RelationshipsStreamHandler handler =
      new RelationshipsStreamHandler(LocalTables.client());
  private final RelationshipTable table =
      new RelationshipTable(LocalTables.client(), Clock.systemUTC());

  @BeforeEach
  void emptyTables() {
    LocalTables.clear(RelationshipTable.NAME);
    LocalTables.clear(WatermarkTable.NAME);
    LocalTables.clear(DeadLetterTable.NAME);
  }

  @Test
  void handleRequest_appliesARecordedBatch() {
    KinesisEvent recorded = Recorded.event(KinesisEvent.class, "kinesis-batch.json");

    var response = handler.handleRequest(recorded, TestContext.PLENTY);

    assertThat(Recorded.json(response)).isEqualTo("{\"batchItemFailures\":[]}");
    Relationship edge = table.get("ann", "bob").orElseThrow();
    assertThat(edge.isLive()).isTrue();
    assertThat(edge.version()).hasToString("1700000001.0000000001.00000");
    assertThat(new WatermarkTable(LocalTables.client()).progress("relationships").buckets())
        .containsOnlyKeys(5);
  }

  @Test
  void handleRequest_takesPutsAndDeletesAndLeavesTheRest() {
    var batch =
        new KinesisBatch()
            .add(follow("ann", "bob", 1), follow("ann", "cy", 2), unfollow("ann", "bob", 3))
            .add(event("post.put", "p1", 4, "{'id':'p1'}"));

    handler.handleRequest(batch.build(), TestContext.PLENTY);

    assertThat(table.following("ann", "", 10).ids()).containsExactly("cy");
    assertThat(new DeadLetterTable(LocalTables.client()).count("relationships")).isZero();
  }

  @Test
  void handleRequest_ignoresItsOwnChanges() {
    var own =
        event(
            "relationships",
            "follow.put",
            "ann",
            version(9),
            "{'follower':'ann','followee':'bob','createdAt':'2026-01-01T00:00:00.000Z'}");

    handler.handleRequest(new KinesisBatch().add(own).build(), TestContext.PLENTY);

    assertThat(table.get("ann", "bob")).isEmpty();
  }

  @Test
  void handleRequest_setsMalformedEventsAside() {
    var batch =
        new KinesisBatch()
            .add(event("follow.put", "ann", 1, "{'follower':'ann'}"))
            .add(event("follow.put", "bob", 2, "{'follower':'','followee':'x','createdAt':'y'}"));

    handler.handleRequest(batch.build(), TestContext.PLENTY);

    assertThat(new DeadLetterTable(LocalTables.client()).list("relationships", null, 9))
        .extracting(DeadLetter::cause)
        .containsExactlyInAnyOrder(
            "malformed follow.put: data has no text 'followee'",
            "malformed follow.put: Text 'y' could not be parsed at index 0");
  }
}
