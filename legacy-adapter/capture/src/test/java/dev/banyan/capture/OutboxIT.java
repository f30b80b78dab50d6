package dev.banyan.capture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.banyan.capture.OutboxConfig.Mode;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.capture.operations.Resnapshot;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.operations.ResnapshotReport;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.OutboxEvent;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outbox by change stream and by polling: the same relay, the same results. */
final class OutboxIT {

  private static final Event.Trace REQUEST =
      new Event.Trace("c-1", "00-11111111111111111111111111111111-2222222222222222-01");

  private final RecordingSink sink = new RecordingSink();
  private EmbeddedMongo mongo;
  private MongoClient client;
  private MongoDatabase database;
  private MongoOutbox outbox;
  private Relay relay;

  @BeforeEach
  void connect() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    database = client.getDatabase("social");
    outbox = new MongoOutbox(database, () -> REQUEST);
  }

  @AfterEach
  void disconnect() {
    if (relay != null) {
      relay.close();
    }
    client.close();
    mongo.close();
  }

  private Relay run(Mode mode, Duration keep) {
    CaptureConfig config =
        CaptureConfig.of(
                "social", List.of(), List.of(), new OutboxConfig(mode, keep, Duration.ofMillis(10)))
            .withTimes(
                Duration.ofMillis(200),
                Duration.ofMillis(50),
                Duration.ofSeconds(10), // it is not lost while the machine is busy
                Duration.ofSeconds(2));
    relay = new Relay(client, sink, config);
    relay.start();
    Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.RUNNING));
    return relay;
  }

  /** Ends the relay, and its lease, which nobody gives back. */
  private void kill() {
    relay.abandon();
    database
        .getCollection(RelayLease.COLLECTION)
        .updateOne(new Document(), Updates.set("expiresAt", new BsonDateTime(0)));
  }

  private static OutboxEvent event(int n) {
    return OutboxEvent.of("follow.put", "al:" + n, "al", Map.of("n", n));
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "al:" + n).toList();
  }

  private long entries() {
    return database.getCollection(MongoOutbox.COLLECTION).countDocuments();
  }

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

  private BsonDocument lease() {
    return database.getCollection(RelayLease.COLLECTION, BsonDocument.class).find().first();
  }

  private void putBack(BsonValue checkpoint) {
    database
        .getCollection(RelayLease.COLLECTION)
        .updateOne(new Document(), Updates.set("checkpoint", checkpoint));
  }

  private Map<String, Set<SourceVersion>> versions() {
    return sink.published().stream()
        .collect(groupingBy(Event::id, mapping(Event::version, toSet())));
  }

  /** Entries leave before the checkpoint moves: here it has not moved when the kill comes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void relay_killedBeforeItsFirstResumeToken_publishesAgain_withTheSameVersions(int older) {
    outbox.append(null, IntStream.range(0, older).mapToObj(OutboxIT::event).toList());
    sink.holding(event -> event.subject().equals("al:5"));
    run(Mode.AUTO, Duration.ZERO);
    BsonValue first = lease().get("checkpoint");
    outbox.append(null, IntStream.range(older, 8).mapToObj(OutboxIT::event).toList());
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
    database
        .getCollection(RelayLease.COLLECTION, BsonDocument.class)
        .insertOne(
            new BsonDocument("_id", new BsonString("relay"))
                .append("owner", new BsonString(""))
                .append("epoch", new BsonInt64(1))
                .append("expiresAt", new BsonDateTime(0))
                .append("checkpoint", noted.toBson(1)));
    run(Mode.AUTO, Duration.ZERO);

    Await.until(() -> assertThat(entries()).isZero());
    assertThat(sink.subjects()).containsExactlyElementsOf(expected(0, 4));
    assertThat(sink.published()).extracting(Event::version).isSorted().doesNotHaveDuplicates();
  }

  /** A consumer takes an event only over a lower version. */
  @Test
  void relay_killedAmongEntriesFromBeforeItsFirstStart_givesTheRestHigherVersions() {
    outbox.append(null, IntStream.range(0, 6).mapToObj(OutboxIT::event).toList());
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

  @Test
  void resnapshot_publishesWhatIsLeftInTheOutbox_inOrder_atItsSpeed() {
    CaptureConfig config = CaptureConfig.of("social", List.of(), List.of(), OutboxConfig.AUTO);
    outbox.append(null, IntStream.range(0, 30).mapToObj(OutboxIT::event).toList());
    database
        .getCollection(MongoOutbox.COLLECTION)
        .insertOne(new Document("type", "follow.put").append("subject", "no key"));
    outbox.append(null, List.of(event(30)));
    long start = System.nanoTime();

    ResnapshotReport report =
        new Resnapshot(
                client,
                config,
                sink,
                ResnapshotOptions.affected()
                    .only(Set.of(MongoOutbox.COLLECTION))
                    .withDocumentsPerSecond(100))
            .run(HeldItems.UNKNOWN);

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
