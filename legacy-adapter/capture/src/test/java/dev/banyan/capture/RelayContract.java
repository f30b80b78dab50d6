package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.banyan.capture.CaptureConfig.PreImages;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.capture.mapping.DomainEvent;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.FieldMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay does on every MongoDB. */
abstract class RelayContract {

  private static final EventMapping FOLLOWS =
      EventMapping.of(
          "follows",
          "follow",
          "relationships",
          "follower",
          "{follower}:{followee}",
          List.of("follower", "followee", "createdAt"));
  private static final EventMapping POSTS =
      new EventMapping(
          "posts",
          "post",
          "feed",
          "_id",
          "_id",
          fields("id=_id", "author", "text"),
          fields("id=_id", "author?"),
          null);

  private final List<Relay> relays = new ArrayList<>();
  private MongoClient client;
  private MongoDatabase database;
  protected final RecordingSink sink = new RecordingSink();

  abstract String connectionString();

  private static List<FieldMapping> fields(String... fields) {
    return Stream.of(fields).map(FieldMapping::parse).toList();
  }

  @BeforeEach
  void connect() {
    client = MongoClients.create(connectionString());
    database = client.getDatabase("social" + UUID.randomUUID().toString().substring(0, 8));
  }

  @AfterEach
  void disconnect() {
    relays.forEach(Relay::close);
    database.drop();
    client.close();
  }

  protected final MongoDatabase database() {
    return database;
  }

  protected final CaptureConfig config() {
    return CaptureConfig.of(database.getName(), List.of(FOLLOWS, POSTS))
        .withTimes(
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));
  }

  protected final Relay running(CaptureConfig config) throws InterruptedException {
    return running(client, config);
  }

  protected final Relay running(MongoClient mongo, CaptureConfig config)
      throws InterruptedException {
    Relay relay = new Relay(mongo, sink, config);
    relays.add(relay);
    relay.start();
    Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.RUNNING));
    return relay;
  }

  protected final void follow(String follower, String followee) {
    follows()
        .insertOne(
            new Document("_id", follower + ":" + followee)
                .append("follower", follower)
                .append("followee", followee)
                .append("createdAt", new Date(1_700_000_000_123L)));
  }

  protected final MongoCollection<Document> follows() {
    return database.getCollection("follows");
  }

  private BsonDocument lease() {
    return database.getCollection("banyan_relay", BsonDocument.class).find().first();
  }

  @Test
  void relay_publishesInsertsUpdatesAndDeletes_inCommitOrder() throws Exception {
    Relay relay = running(config());
    ObjectId post = new ObjectId();
    follow("alice", "bob");
    database.getCollection("users").insertOne(new Document("_id", "not mapped"));
    database
        .getCollection("posts")
        .insertOne(new Document("_id", post).append("author", "bob").append("text", "one"));
    database.getCollection("posts").updateOne(Filters.eq(post), Updates.set("text", "two"));
    follows().deleteOne(Filters.eq("alice:bob"));

    Await.until(() -> assertThat(relay.status().published()).isEqualTo(4));
    assertThat(sink.published())
        .extracting(Event::type)
        .containsExactly("follow.put", "post.put", "post.put", "follow.deleted");
    assertThat(sink.published().get(0).data())
        .hasToString(
            "{\"follower\":\"alice\",\"followee\":\"bob\","
                + "\"createdAt\":\"2023-11-14T22:13:20.123Z\"}");
    assertThat(sink.published().get(2).data().get("text").textValue()).isEqualTo("two");
    assertThat(sink.published().get(2).partitionKey()).isEqualTo(post.toHexString());
    assertThat(sink.published()).extracting(Event::version).isSorted().doesNotHaveDuplicates();
    Await.until(() -> assertThat(relay.status().lag()).isLessThan(Duration.ofSeconds(2)));
  }

  /** Each state as it was, where the collection keeps it; the present one where it does not. */
  @Test
  void relay_readingUpdatesLate_takesPostImages_elseLooksUp() throws Exception {
    CaptureConfig config = config();
    running(config).close();
    turnImages("posts", true);
    updateTwice("posts");
    updateTwice("follows");

    running(config);

    Await.until(() -> assertThat(sink.published()).hasSize(6));
    assertThat(texts("post.put")).containsExactly("0", "1", "2");
    assertThat(texts("follow.put")).containsExactly("0", "2", "2");
  }

  @Test
  void relay_withPostImagesThatAreGone_looksUp() throws Exception {
    CaptureConfig config = config();
    turnImages("posts", true);
    turnImages("follows", true);
    running(config).close();
    turnImages("follows", false);
    updateTwice("follows");
    turnImages("follows", true);

    running(config);

    Await.until(() -> assertThat(sink.published()).hasSize(3));
    assertThat(texts("follow.put")).containsExactly("0", "2", "2");
  }

  private void turnImages(String collection, boolean on) {
    if (!database.listCollectionNames().into(new ArrayList<>()).contains(collection)) {
      database.createCollection(collection);
    }
    database.runCommand(
        new Document("collMod", collection)
            .append("changeStreamPreAndPostImages", new Document("enabled", on)));
  }

  private void updateTwice(String collection) {
    MongoCollection<Document> documents = database.getCollection(collection);
    documents.insertOne(
        new Document("_id", "alice:bob")
            .append("follower", "alice")
            .append("followee", "bob")
            .append("text", "0")
            .append("createdAt", "0"));
    for (String text : List.of("1", "2")) {
      documents.updateOne(
          Filters.eq("alice:bob"),
          Updates.combine(Updates.set("text", text), Updates.set("createdAt", text)));
    }
  }

  private List<String> texts(String type) {
    String field = type.startsWith("post") ? "text" : "createdAt";
    return sink.published().stream()
        .filter(event -> event.type().equals(type))
        .map(event -> event.data().get(field).textValue())
        .toList();
  }

  @Test
  void relay_atItsFirstStart_beginsNowAndSavesThat() throws Exception {
    follow("early", "bird");
    Relay relay = running(config());

    assertThat(lease().getDocument("checkpoint").containsKey("position")).isTrue();
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).contains("alice:bob"));
    assertThat(relay.status().epoch()).isEqualTo(1);
    // The change at the noted time itself may be the last one before: it is repeated at most.
    assertThat(sink.subjects().stream().filter("early:bird"::equals).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void relay_afterARestart_publishesWhatCameMeanwhile() throws Exception {
    Relay first = running(config());
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).containsExactly("alice:bob"));
    first.close();
    assertThat(first.status().state()).isEqualTo(State.STOPPED);
    follow("alice", "carol");
    follows().deleteOne(Filters.eq("alice:bob"));

    running(config());

    Await.until(
        () ->
            assertThat(sink.published())
                .extracting(event -> event.type() + " " + event.subject())
                .containsExactly(
                    "follow.put alice:bob", "follow.put alice:carol", "follow.deleted alice:bob"));
  }

  @Test
  void relay_killedBetweenAcknowledgementAndCheckpoint_repeatsAndLosesNothing() throws Exception {
    CaptureConfig rarely =
        config()
            .withTimes(
                Duration.ofMillis(200),
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
    List<String> written = new ArrayList<>();
    for (int run = 0; run < 4; run++) {
      Relay relay = running(rarely);
      for (int i = 0; i < 25; i++) {
        follow("alice", run + "-" + i);
        written.add("alice:" + run + "-" + i);
      }
      int reached = run * 25 + 10;
      Await.until(
          () -> assertThat(new LinkedHashSet<>(sink.subjects())).hasSizeGreaterThan(reached));
      relay.abandon();
    }
    running(config());

    Await.until(() -> assertThat(new LinkedHashSet<>(sink.subjects())).hasSize(100));
    assertThat(new LinkedHashSet<>(sink.subjects())).containsExactlyElementsOf(written);
    assertThat(sink.subjects()).hasSizeGreaterThan(100);
    assertRepeatsAreIdentical(sink.published());
    assertEachRunGoesOnWithoutAGap(written);
  }

  private static void assertRepeatsAreIdentical(List<Event> events) {
    assertThat(events.stream().distinct().count())
        .isEqualTo(events.stream().map(Event::id).distinct().count());
  }

  /** Whatever follows an event is its successor, or the start of a repeat from further back. */
  private void assertEachRunGoesOnWithoutAGap(List<String> written) {
    List<Integer> places = sink.subjects().stream().map(written::indexOf).toList();
    for (int i = 1; i < places.size(); i++) {
      assertThat(places.get(i)).isLessThanOrEqualTo(places.get(i - 1) + 1);
    }
  }

  @Test
  void checkpoint_neverPassesAnEventThatIsNotAcknowledged() throws Exception {
    sink.holding(event -> event.subject().equals("alice:bob"));
    Relay relay = running(config());
    follow("alice", "bob");
    follow("alice", "carol");
    Await.until(() -> assertThat(sink.subjects()).hasSize(2));
    SourceVersion held = sink.published().get(0).version();
    int beats = sink.markers().size();
    Await.until(() -> assertThat(sink.markers()).hasSizeGreaterThan(beats + 40));

    assertThat(savedPosition()).isLessThan(held);
    assertThat(relay.status().lag()).isPositive();
    sink.acknowledgeHeld();
    Await.until(() -> assertThat(savedPosition()).isGreaterThan(held));
  }

  private SourceVersion savedPosition() {
    return Checkpoint.fromBson(lease().getDocument("checkpoint")).position();
  }

  @Test
  void relay_whileAnotherHoldsTheLease_standsByAndThenTakesOver() throws Exception {
    Relay active = running(config());
    Relay standby = new Relay(client, sink, config());
    relays.add(standby);
    standby.start();
    Await.until(() -> assertThat(standby.status().state()).isEqualTo(State.STANDBY));
    follow("alice", "bob");
    Await.until(() -> assertThat(active.status().published()).isEqualTo(1));

    long epoch = active.status().epoch();
    active.abandon();
    follow("alice", "carol");

    Await.until(() -> assertThat(standby.status().state()).isEqualTo(State.RUNNING));
    Await.until(() -> assertThat(sink.subjects()).contains("alice:carol"));
    assertThat(standby.status().epoch()).isGreaterThan(epoch);
  }

  @Test
  void relay_whenTheSinkIsFull_slowsDownAndLosesNothing() throws Exception {
    sink.fullFor(50);
    running(config());
    IntStream.range(0, 10).forEach(i -> follow("alice", "f" + i));

    Await.until(() -> assertThat(sink.subjects()).hasSize(10));
    assertThat(sink.subjects())
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "alice:f" + i).toList());
  }

  @Test
  void relay_setsAsideWhatItCannotPublish_andGoesOn() throws Exception {
    sink.refusing(event -> event.subject().equals("alice:huge"));
    Relay relay = running(config());
    follow("alice", "huge");
    follows()
        .insertOne(
            new Document("_id", "alice:odd")
                .append("follower", "alice")
                .append("followee", new MinKey()));
    follow("alice", "bob");

    Await.until(() -> assertThat(sink.subjects()).containsExactly("alice:bob"));
    List<Document> letters =
        database.getCollection("banyan_dead_letters").find().into(new ArrayList<>());
    assertThat(letters)
        .extracting(letter -> letter.get("documentKey", Document.class).getString("_id"))
        .containsExactlyInAnyOrder("alice:huge", "alice:odd");
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.getString("cause")).isNotBlank();
              assertThat(letter.getString("capability")).isEqualTo("relationships");
              assertThat(SourceVersion.parse(letter.getString("position"))).isNotNull();
              assertThat(letter.get("payload", Document.class).get("fullDocument", Document.class))
                  .containsEntry("follower", "alice");
            });
    assertThat(relay.status().deadLetters()).isEqualTo(2);
  }

  @Test
  void relay_setsAsideAnEventThatCannotBeSerialised_withItsCause_andGoesOn() throws Exception {
    sink.breakingOn(event -> event.subject().equals("alice:odd"));
    Relay relay = running(config());
    follow("alice", "odd");
    follow("alice", "bob");

    Await.until(() -> assertThat(sink.subjects()).containsExactly("alice:bob"));
    Document letter = database.getCollection("banyan_dead_letters").find().first();
    assertThat(letter.getString("cause"))
        .isEqualTo("the event cannot be serialised: no image of alice:odd");
    assertThat(letter.get("payload", Document.class).get("fullDocument", Document.class))
        .containsEntry("followee", "odd");
    assertThat(relay.status().deadLetters()).isEqualTo(1);
  }

  @Test
  void relay_doesNotPublishWhatReverseReplicationWrote() throws Exception {
    Relay relay = running(config().withPreImages(PreImages.ENABLE));
    Document tag = new Document("v", "x").append("origin", "serverless");
    follows()
        .insertOne(
            new Document("_id", "alice:back")
                .append("follower", "alice")
                .append("followee", "back")
                .append("_banyan", tag));
    follow("alice", "bob");
    follows().updateOne(Filters.eq("alice:bob"), Updates.set("_banyan", tag));
    follows().updateOne(Filters.eq("alice:bob"), Updates.set("note", "legacy's own"));
    // An update is looked up when it is read: by then the document must not be gone.
    Await.until(() -> assertThat(relay.status().published()).isGreaterThanOrEqualTo(2));
    follows().updateOne(Filters.eq("alice:back"), Updates.set("_banyan.deleted", true));
    follows().deleteOne(Filters.eq("alice:back"));
    follows().deleteOne(Filters.eq("alice:bob"));

    Await.until(() -> assertThat(relay.status().published()).isGreaterThanOrEqualTo(3));
    assertThat(sink.published())
        .extracting(event -> event.type() + " " + event.subject())
        .containsExactly(
            "follow.put alice:bob", "follow.put alice:bob", "follow.deleted alice:bob");
    assertThat(relay.status().skipped()).isEqualTo(4);
  }

  @Test
  void relay_putsHeartbeatsIntoEveryBucket() throws Exception {
    running(config());

    Await.until(
        () ->
            assertThat(sink.markers().stream().filter(e -> e.type().equals(Event.HEARTBEAT)))
                .extracting(Event::bucket)
                .contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    assertThat(sink.markers())
        .allSatisfy(
            event ->
                assertThat(event.data().get("position").textValue())
                    .isEqualTo(event.version().toString()));
  }

  @Test
  void relay_putsABarrierBehindEverythingBefore() throws Exception {
    running(config());
    IntStream.range(0, 20).forEach(i -> follow("user" + i, "bob"));
    database
        .getCollection("banyan_markers")
        .insertOne(
            new Document("_id", "barrier-1")
                .append("kind", "barrier")
                .append("capability", "relationships"));
    follow("late", "bob");

    Await.until(() -> assertThat(sink.subjects()).contains("late:bob"));
    List<Event> all = sink.all();
    List<Event> barriers =
        all.stream().filter(event -> event.type().equals(Event.BARRIER)).toList();
    assertThat(barriers).hasSize(16).extracting(Event::bucket).doesNotHaveDuplicates();
    assertThat(barriers).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(barriers)
        .allSatisfy(
            event -> assertThat(event.data().get("barrier").textValue()).isEqualTo("barrier-1"));
    List<Event> before = all.subList(0, all.indexOf(barriers.get(0)));
    assertThat(before.stream().filter(event -> !event.isMarker())).hasSize(20);
    assertThat(barriers.get(0).version()).isGreaterThan(before.get(before.size() - 1).version());
  }

  @Test
  void relay_whenAMappedCollectionIsDropped_stopsAndSaysSo() throws Exception {
    Relay relay = running(config());
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).hasSize(1));

    follows().drop();

    Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.UNHEALTHY));
    assertThat(relay.status().problem().message()).contains("drop", "follows", "anew");
    assertThat(relay.status().problem().collections()).contains("follows");
    assertThat(relay.status().problem().since()).isNotNull();
  }

  @Test
  void relay_whenAMappedCollectionIsRenamed_stopsAndNamesBoth() throws Exception {
    Relay relay = running(config());
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).hasSize(1));

    follows().renameCollection(new MongoNamespace(database.getName(), "followings"));

    Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.UNHEALTHY));
    assertThat(relay.status().problem().message()).contains("rename", "follows", "followings");
    assertThat(relay.status().problem().collections()).contains("follows");
    assertThat(sink.subjects()).containsExactly("alice:bob");
  }

  @Test
  void relay_mapsByABean_andSetsAsideWhatItFailsOn() throws Exception {
    MappingBean orders =
        MappingBean.of(
            "orders",
            "orders",
            change -> {
              String id = change.key().getString("_id").getValue();
              ObjectNode data = JsonNodeFactory.instance.objectNode().put("id", id);
              return change.deleted()
                  ? List.of(new DomainEvent("order.deleted", id, id, data))
                  : List.of(
                      new DomainEvent("order.put", id, id, data),
                      new DomainEvent(
                          "order.status",
                          id,
                          id,
                          data.deepCopy()
                              .put("status", change.after().get().getString("s").getValue())));
            });
    database.createCollection("orders");
    Relay relay =
        running(
            CaptureConfig.of(database.getName(), List.of(), List.of(orders), OutboxConfig.OFF)
                .withTimes(
                    Duration.ofMillis(200),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2)));
    MongoCollection<Document> documents = database.getCollection("orders");
    documents.insertOne(new Document("_id", "o-1").append("s", "new"));
    documents.insertOne(new Document("_id", "o-2").append("s", 7));
    documents.deleteOne(Filters.eq("o-1"));

    Await.until(() -> assertThat(sink.published()).hasSize(3));
    assertThat(sink.published())
        .extracting(Event::type)
        .containsExactly("order.put", "order.status", "order.deleted");
    assertThat(sink.published()).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(relay.status().deadLetters()).isEqualTo(1);
    assertThat(database.getCollection("banyan_dead_letters").find().first().getString("cause"))
        .contains("the mapping bean of orders failed");
  }

  @Test
  void start_withABeanThatNeedsPreImages_isRefusedWithoutThem() {
    database.createCollection("orders");
    MappingBean orders = MappingBean.of("orders", "orders", change -> List.of()).withPreImages();
    Relay relay =
        new Relay(
            client,
            sink,
            CaptureConfig.of(database.getName(), List.of(), List.of(orders), OutboxConfig.OFF));

    assertThatThrownBy(relay::start)
        .isInstanceOf(CaptureException.class)
        .hasMessageContainingAll("'orders'", "mapping bean", "collMod");
  }

  @Test
  void start_withDeletesThatCannotBePublished_namesFieldsAndRemedies() {
    EventMapping byAuthor =
        EventMapping.of("posts", "post", "feed", "author", null, List.of("id=_id", "author"));
    Relay relay = new Relay(client, sink, CaptureConfig.of(database.getName(), List.of(byAuthor)));

    assertThatThrownBy(relay::start)
        .isInstanceOf(CaptureException.class)
        .hasMessageContainingAll("posts", "[author]", "collMod", "pre-images: enable", "id:");
  }

  @Test
  void start_allowedToEnablePreImages_publishesDeletesFromThem() throws Exception {
    EventMapping byAuthor =
        EventMapping.of("posts", "post", "feed", "author", null, List.of("id=_id", "author"));
    CaptureConfig config =
        CaptureConfig.of(database.getName(), List.of(byAuthor)).withPreImages(PreImages.ENABLE);
    running(config);
    database
        .getCollection("posts")
        .insertOne(new Document("_id", new ObjectId()).append("author", "bob"));
    database.getCollection("posts").deleteOne(Filters.eq("author", "bob"));

    Await.until(() -> assertThat(sink.published()).hasSize(2));
    assertThat(sink.published().get(1).type()).isEqualTo("post.deleted");
    assertThat(sink.published().get(1).data().get("author").textValue()).isEqualTo("bob");
  }

  @Test
  void forgetPosition_letsTheNextStartBeginNow_andKeepsTheReason() throws Exception {
    Relay first = running(config());
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).hasSize(1));
    first.close();
    follow("alice", "lost");
    Relay.forgetPosition(database, "copied anew");
    database.getCollection("other").insertOne(new Document());
    running(config());
    follow("alice", "carol");

    Await.until(() -> assertThat(sink.subjects()).contains("alice:carol"));
    assertThat(sink.subjects()).doesNotContain("alice:lost");
    assertThat(lease().getArray("gaps").get(0).asDocument().getString("reason").getValue())
        .isEqualTo("copied anew");
  }
}
