package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.mongodb.client.ClientSession;
import dev.banyan.capture.OutboxConfig.Mode;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.operations.ResnapshotReport;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.Event;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox by change stream and by polling: the same relay, the same results. */
final class OutboxIT extends OutboxScene {

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "POLL"})
  void relay_publishesEntriesInOrder_withTheirTrace_andDeletesThem(Mode mode) {
    outbox.append(null, List.of(event(0), event(1)));
    run(mode, Duration.ZERO);
    IntStream.range(2, 50).forEach(n -> outbox.append(null, List.of(event(n))));

    Await.until(() -> assertThat(sink.subjects()).containsAll(expected(0, 50)));
    assertThat(sink.subjects().stream().distinct()).containsExactlyElementsOf(expected(0, 50));
    assertThat(sink.published()).extracting(Event::version).isSorted();
    assertThat(sink.published().get(7).trace()).isEqualTo(REQUEST);
    assertThat(sink.published().get(7).data()).hasToString("{\"n\":7}");
    Await.until(() -> assertThat(entries()).isZero());
    Await.until(() -> assertThat(sink.markers()).isNotEmpty());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "POLL"})
  void relay_killedBeforeAnAcknowledgement_publishesTheEntryAgain_withTheSameIdAndVersion(
      Mode mode) {
    sink.holding(event -> event.subject().equals("al:1"));
    run(mode, Duration.ZERO);
    outbox.append(null, List.of(event(0), event(1), event(2)));
    Await.until(() -> assertThat(sink.published()).hasSize(3));
    Await.until(() -> assertThat(entries()).isEqualTo(2));
    kill();
    sink.holding(event -> false);
    run(mode, Duration.ZERO);

    Await.until(() -> assertThat(entries()).isZero());
    assertThat(sink.subjects()).endsWith("al:1", "al:2");
    assertThat(sink.published().stream().map(Event::id).distinct()).hasSize(3);
    assertThat(sink.published().stream().map(Event::version).distinct()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "POLL"})
  void relay_keepsEntriesForAWhile_wherePropertiesSaySo(Mode mode) {
    run(mode, Duration.ofHours(1));
    outbox.append(null, List.of(event(0)));

    Await.until(
        () ->
            assertThat(database.getCollection(MongoOutbox.COLLECTION).find().first())
                .containsKey("sentAt"));
    assertThat(
            database
                .getCollection(MongoOutbox.COLLECTION)
                .listIndexes()
                .into(new java.util.ArrayList<>()))
        .anySatisfy(index -> assertThat(index.get("expireAfterSeconds")).isNotNull());
    assertThat(sink.subjects()).containsExactly("al:0");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "POLL"})
  void relay_putsABarrierBehindTheEntriesBefore(Mode mode) {
    run(mode, Duration.ZERO);
    IntStream.range(0, 20).forEach(n -> outbox.append(null, List.of(event(n))));
    database
        .getCollection("banyan_markers")
        .insertOne(new Document("_id", "barrier-1").append("kind", "barrier"));

    Await.until(
        () ->
            assertThat(sink.markers().stream().filter(e -> e.type().equals(Event.BARRIER)))
                .hasSize(16));
    List<String> types = sink.all().stream().map(Event::type).toList();
    assertThat(types.indexOf(Event.BARRIER)).isGreaterThan(types.lastIndexOf("follow.put"));
  }

  @Test
  void relay_setsAnEntryAsideThatIsNoEvent() {
    run(Mode.AUTO, Duration.ZERO);
    database
        .getCollection(MongoOutbox.COLLECTION)
        .insertOne(new Document("type", "follow.put").append("subject", "x"));
    database
        .getCollection(MongoOutbox.COLLECTION)
        .insertOne(
            new Document("type", "follow.put")
                .append("subject", "by hand")
                .append("key", "al")
                .append("data", new Document("n", 1L)));

    Await.until(() -> assertThat(sink.subjects()).containsExactly("by hand"));
    assertThat(relay.status().deadLetters()).isEqualTo(1);
    Await.until(() -> assertThat(entries()).isZero());
  }

  @Test
  void publish_inATransaction_versionsCarryTheOrdinal_andAnAbortPublishesNothing() {
    try (ClientSession session = client.startSession()) {
      database.createCollection(MongoOutbox.COLLECTION);
      assumeThatCode(
              () -> {
                session.startTransaction();
                outbox.publish(session, event(99));
                session.abortTransaction();
              })
          .as("this embedded MongoDB has no transactions")
          .doesNotThrowAnyException();
      run(Mode.AUTO, Duration.ZERO);
      session.startTransaction();
      outbox.publish(session, event(0), event(1));
      database.getCollection("state").insertOne(session, new Document());
      outbox.publish(session, event(2));
      session.commitTransaction();
    }

    Await.until(() -> assertThat(sink.subjects()).containsExactlyElementsOf(expected(0, 3)));
    assertThat(sink.published())
        .extracting(event -> event.version().ordinal())
        .containsExactly(0, 1, 2);
    assertThat(sink.published().stream().map(event -> event.version().increment()).distinct())
        .hasSize(1);
  }

  @Test
  void resnapshot_publishesWhatIsLeftInTheOutbox_inOrder_atItsSpeed() {
    outbox.append(null, IntStream.range(0, 30).mapToObj(OutboxIT::event).toList());
    database
        .getCollection(MongoOutbox.COLLECTION)
        .insertOne(new Document("type", "follow.put").append("subject", "no key"));
    outbox.append(null, List.of(event(30)));
    long start = System.nanoTime();

    ResnapshotReport report = resnapshot(ResnapshotOptions.affected().withDocumentsPerSecond(100));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300)); // 32 entries; being slower is no fault
    assertThat(sink.subjects()).containsExactlyElementsOf(expected(0, 31));
    assertThat(sink.published()).extracting(Event::version).isSorted().doesNotHaveDuplicates();
    assertThat(sink.published().get(3).trace()).isEqualTo(REQUEST);
    assertThat(report.relayGoesOn()).isFalse();
    assertThat(entries()).isZero();
    assertThat(database.getCollection("banyan_dead_letters").countDocuments()).isEqualTo(1);
  }

  @Test
  void config_refusesAPolledOutboxBesideMappedCollections() {
    EventMapping posts = EventMapping.of("posts", "post", "feed", "_id", null, List.of("id=_id"));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                CaptureConfig.of(
                    "social",
                    List.of(posts),
                    List.of(),
                    new OutboxConfig(Mode.POLL, Duration.ZERO, Duration.ofMillis(1))))
        .hasMessageContaining("polled");
  }
}
