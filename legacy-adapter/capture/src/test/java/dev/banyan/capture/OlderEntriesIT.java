package dev.banyan.capture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Updates;
import dev.banyan.capture.OutboxConfig.Mode;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries that stood in the outbox before the relay's first start. */
final class OlderEntriesIT extends OutboxScene {

  private BsonDocument lease() {
    return database.getCollection(RelayLease.COLLECTION, BsonDocument.class).find().first();
  }

  private void putBack(BsonValue checkpoint) {
    database
        .getCollection(RelayLease.COLLECTION)
        .updateOne(new Document(), Updates.set("checkpoint", checkpoint));
  }

  /** As a relay leaves it that got no further than its first checkpoint. */
  private void startedAt(Checkpoint noted) {
    database
        .getCollection(RelayLease.COLLECTION, BsonDocument.class)
        .insertOne(
            new BsonDocument("_id", new BsonString("relay"))
                .append("owner", new BsonString(""))
                .append("epoch", new BsonInt64(1))
                .append("expiresAt", new BsonDateTime(0))
                .append("checkpoint", noted.toBson(1)));
  }

  private Map<String, Set<SourceVersion>> versions() {
    return sink.published().stream()
        .collect(groupingBy(Event::id, mapping(Event::version, toSet())));
  }

  /** Entries leave before the checkpoint moves: here it has not moved when the kill comes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void relay_killedBeforeItsFirstResumeToken_publishesAgain_withTheSameVersions(int older) {
    outbox.append(null, IntStream.range(0, older).mapToObj(OutboxScene::event).toList());
    sink.holding(event -> event.subject().equals("al:5"));
    run(Mode.AUTO, Duration.ZERO);
    BsonValue first = lease().get("checkpoint");
    outbox.append(null, IntStream.range(older, 8).mapToObj(OutboxScene::event).toList());
    Await.until(() -> assertThat(sink.published()).hasSize(8));
    Await.until(() -> assertThat(entries()).isEqualTo(3));
    kill();
    putBack(first);
    sink.holding(event -> false);
    run(Mode.AUTO, Duration.ZERO);

    Await.until(() -> assertThat(entries()).isZero());
    assertThat(sink.subjects()).endsWith("al:5", "al:6", "al:7");
    assertThat(versions()).hasSize(8).allSatisfy((id, held) -> assertThat(held).hasSize(1));
  }

  /** A relay that was killed right behind its first checkpoint finds what came meanwhile. */
  @Test
  void relay_givesEntriesFromBehindItsFirstCheckpoint_onceAndInOrder() {
    outbox.append(null, List.of(event(0), event(1)));
    Checkpoint noted = ChangeStreamCapture.now(database);
    outbox.append(null, List.of(event(2), event(3)));
    startedAt(noted);
    run(Mode.AUTO, Duration.ZERO);

    Await.until(() -> assertThat(entries()).isZero());
    assertThat(sink.subjects()).containsExactlyElementsOf(expected(0, 4));
    assertThat(sink.published()).extracting(Event::version).isSorted().doesNotHaveDuplicates();
  }

  /** A consumer takes an event only over a lower version. */
  @Test
  void relay_killedAmongEntriesFromBeforeItsFirstStart_givesTheRestHigherVersions() {
    outbox.append(null, IntStream.range(0, 6).mapToObj(OutboxScene::event).toList());
    sink.holding(event -> !event.subject().equals("al:0") && !event.subject().equals("al:1"));
    run(Mode.AUTO, Duration.ZERO);
    Await.until(() -> assertThat(entries()).isEqualTo(4));
    List<Event> acknowledged = sink.published().subList(0, 2);
    kill();
    int before = sink.published().size();
    sink.holding(event -> false);
    run(Mode.AUTO, Duration.ZERO);

    Await.until(() -> assertThat(entries()).isZero());
    List<Event> rest = sink.published().subList(before, before + 4);
    assertThat(rest).extracting(Event::subject).containsExactlyElementsOf(expected(2, 6));
    assertThat(rest)
        .allSatisfy(
            event -> assertThat(event.version()).isGreaterThan(acknowledged.get(1).version()));
  }

  /** The relay stops at more than it can tell apart; its message names the way on. */
  @Test
  void relay_withTooManyOlderEntries_goesOnWhenTheyHaveBeenPublished_andLosesNone() {
    outbox.append(null, IntStream.range(0, 4).mapToObj(OutboxScene::event).toList());
    Checkpoint noted = ChangeStreamCapture.now(database);
    List<String> captured = List.of(MongoOutbox.COLLECTION);
    OlderEntries tooMany = new OlderEntries(database, captured, 3);
    assertThatThrownBy(() -> tooMany.stamp(noted, () -> true))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("more than 3 entries")
        .hasMessageContaining("banyan events resnapshot --outbox --collection banyan_outbox")
        .hasMessageContaining("then start the relay anew");
    assertThat(entries()).isEqualTo(4);
    startedAt(noted);
    outbox.append(null, List.of(event(4)));

    resnapshot(ResnapshotOptions.affected());
    outbox.append(null, List.of(event(5)));
    run(Mode.AUTO, Duration.ZERO);

    Await.until(() -> assertThat(sink.subjects()).contains("al:5"));
    Await.until(() -> assertThat(entries()).isZero());
    assertThat(sink.subjects().stream().distinct()).containsExactlyElementsOf(expected(0, 6));
    assertThat(sink.published().stream().map(Event::id).distinct()).hasSize(6);
    assertThat(new OlderEntries(database, captured, 3).stamp(noted, () -> true).stamped()).isTrue();
  }

  @Test
  void stamp_ofAsManyEntriesAsItMay_isDone() {
    outbox.append(null, IntStream.range(0, 3).mapToObj(OutboxScene::event).toList());
    OlderEntries entries = new OlderEntries(database, List.of(), 3);

    assertThat(entries.stamp(ChangeStreamCapture.now(database), () -> true).stamped()).isTrue();
  }
}
