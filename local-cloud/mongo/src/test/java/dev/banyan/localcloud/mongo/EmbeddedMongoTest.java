package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract against the embedded server, and what only the embedded one can show. */
final class EmbeddedMongoTest extends MongoContract {

  @RegisterExtension static final OneMongo MONGO = new OneMongo();

  @Override
  String connectionString() {
    return MONGO.connectionString();
  }

  private long examined(MongoCollection<Document> collection, Bson filter, Bson sort, int limit) {
    long before =
        MONGO.server().examined(database.getName(), collection.getNamespace().getCollectionName());
    collection.find(filter).sort(sort).limit(limit).into(new ArrayList<>());
    return MONGO
            .server()
            .examined(database.getName(), collection.getNamespace().getCollectionName())
        - before;
  }

  private void insertEdges(int followers, int each) {
    List<Document> edges = new ArrayList<>();
    for (int i = 0; i < followers * each; i++) {
      String follower = "u" + i % followers;
      String followee = "v" + (1_000 + i / followers);
      edges.add(
          new Document("_id", follower + ":" + followee)
              .append("follower", follower)
              .append("followee", followee)
              .append("n", i));
    }
    follows.insertMany(edges);
  }

  @Test
  void find_readsOnlyThePageByCompoundIndex() {
    follows.createIndex(Indexes.ascending("follower", "followee"));
    insertEdges(20, 100);
    Bson behindCursor = Filters.and(Filters.eq("follower", "u7"), Filters.gt("followee", "v1050"));

    assertThat(examined(follows, behindCursor, Sorts.ascending("followee"), 10)).isEqualTo(10);
    assertThat(examined(follows, behindCursor, Sorts.descending("followee"), 10)).isEqualTo(10);
    int eachToSort = 49;
    int returnedOnceMore = 10;
    assertThat(examined(follows, behindCursor, Sorts.ascending("n"), 10))
        .isEqualTo(eachToSort + returnedOnceMore);
  }

  @Test
  void find_readsOnlyThePageOfMergedKeys() {
    follows.createIndex(
        Indexes.compoundIndex(Indexes.ascending("follower"), Indexes.descending("_id")));
    insertEdges(50, 40);
    List<String> forty = IntStream.range(0, 40).mapToObj(i -> "u" + i).toList();

    assertThat(examined(follows, Filters.in("follower", forty), Sorts.descending("_id"), 20))
        .isEqualTo(20);
    assertThat(
            examined(
                follows,
                Filters.and(Filters.eq("follower", "u3"), Filters.lt("_id", "u3:v1020")),
                Sorts.descending("_id"),
                5))
        .isEqualTo(5);
  }

  @Test
  void find_readsOneDocumentById() {
    insertEdges(10, 10);

    assertThat(examined(follows, Filters.eq("_id", "u1:v1001"), Sorts.ascending("_id"), 0)).isOne();
    assertThat(examined(follows, Filters.in("_id", "u1:v1001", "x", "u2:v1001"), null, 0))
        .isEqualTo(2);
    assertThat(examined(follows, new Document(), Sorts.descending("_id"), 3)).isEqualTo(3);
  }

  @Test
  void watch_failsOnceHistoryIsExpired() {
    BsonDocument token;
    BsonTimestamp time;
    try (var stream = follows.watch().cursor()) {
      follows.insertOne(new Document("_id", 1));
      var event = stream.next();
      token = event.getResumeToken();
      time = event.getClusterTime();
    }

    MONGO.server().expireHistory();

    assertThatThrownBy(() -> follows.watch().resumeAfter(token).cursor())
        .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(286))
        .hasMessageContaining("Resume of change stream was not possible");
    assertThatThrownBy(() -> follows.watch().startAtOperationTime(time).cursor())
        .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(286));
  }

  @Test
  void expireHistory_leavesStreamsThatHaveSeenEverything() {
    try (var stream = follows.watch().cursor()) {
      MONGO.server().expireHistory();
      follows.insertOne(new Document("_id", 1));

      assertThat(stream.next().getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 1}"));
    }
  }

  @Test
  void watch_failsOnceHistoryIsOverItsBound() {
    EmbeddedMongoConfig small = EmbeddedMongoConfig.onPort(0).withHistory(10, 1 << 20);
    try (EmbeddedMongo other = EmbeddedMongo.start(small);
        MongoClient client = MongoClients.create(other.connectionString())) {
      MongoCollection<Document> collection = client.getDatabase("d").getCollection("c");
      BsonTimestamp start =
          client
              .getDatabase("d")
              .runCommand(new Document("ping", 1))
              .get("operationTime", BsonTimestamp.class);
      IntStream.range(0, 10).forEach(i -> collection.insertOne(new Document("_id", i)));
      collection.watch().startAtOperationTime(start).cursor().close();

      collection.insertOne(new Document("_id", 10));

      assertThatThrownBy(() -> collection.watch().startAtOperationTime(start).cursor())
          .isInstanceOfSatisfying(
              MongoException.class, e -> assertThat(e.getCode()).isEqualTo(286));
    }
  }

  @Test
  void watch_refusesTokenOfAnotherServer() {
    BsonDocument foreign;
    try (EmbeddedMongo other = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        MongoClient client = MongoClients.create(other.connectionString());
        var stream = client.getDatabase("d").getCollection("c").watch().cursor()) {
      stream.tryNext();
      foreign = stream.getResumeToken();
    }

    assertThatThrownBy(() -> follows.watch().resumeAfter(foreign).cursor())
        .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(260))
        .hasMessageContaining("another server");
  }

  private Document awaitMore(MongoDatabase from, long cursor, int millis) {
    return from.runCommand(
        new Document("getMore", cursor)
            .append("collection", "follows")
            .append("maxTimeMS", millis));
  }

  private long openStream() {
    Document watch =
        new Document("aggregate", "follows")
            .append("pipeline", List.of(new Document("$changeStream", new Document())))
            .append("cursor", new Document());
    return database.runCommand(watch).get("cursor", Document.class).getLong("id");
  }

  @Test
  void getMore_answersEmptyWhenTimeIsOver() {
    long cursor = openStream();

    Document reply = awaitMore(database, cursor, 30).get("cursor", Document.class);

    assertThat(reply.getList("nextBatch", Document.class)).isEmpty();
    assertThat(reply.getLong("id")).isEqualTo(cursor);
    assertThat(reply.get("postBatchResumeToken", Document.class)).containsKey("_data");
  }

  @Test
  void killCursors_endsWaiting() {
    long cursor = openStream();
    var waiting = CompletableFuture.supplyAsync(() -> awaitMore(database, cursor, 30_000));

    Document kill = new Document("killCursors", "follows").append("cursors", List.of(cursor));
    assertThat(database.runCommand(kill).getList("cursorsKilled", Long.class))
        .containsExactly(cursor);

    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .rootCause()
        .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(43));
  }

  @Test
  void cursor_isFreedWhenClientGoesAwayWhileWaiting() {
    long cursor = openStream();
    int open = MONGO.server().openCursors();
    String impatient = connectionString() + "&socketTimeoutMS=200";
    try (MongoClient client = MongoClients.create(impatient)) {
      MongoDatabase same = client.getDatabase(database.getName());
      assertThatThrownBy(() -> awaitMore(same, cursor, 30_000))
          .isInstanceOf(MongoSocketReadTimeoutException.class);
    }

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (MONGO.server().openCursors() == open && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(MONGO.server().openCursors()).isEqualTo(open - 1);
  }

  @Test
  void close_endsWaiting() throws Exception {
    EmbeddedMongo other = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    try (MongoClient client =
        MongoClients.create(other.connectionString() + "&serverSelectionTimeoutMS=500")) {
      var stream =
          client
              .getDatabase("d")
              .getCollection("c")
              .watch()
              .maxAwaitTime(30, TimeUnit.SECONDS)
              .cursor();
      var waiting = CompletableFuture.supplyAsync(stream::tryNext);

      other.close();

      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(MongoException.class);
    }
  }

  @Test
  void start_namesThePortInUse() {
    EmbeddedMongoConfig same = EmbeddedMongoConfig.onPort(MONGO.server().port());

    assertThatThrownBy(() -> EmbeddedMongo.start(same))
        .isInstanceOf(EmbeddedMongoException.class)
        .hasMessageContaining("127.0.0.1:" + MONGO.server().port())
        .hasMessageContaining("choose another");
  }

  @Test
  void config_refusesNonsense() {
    assertThatThrownBy(() -> EmbeddedMongoConfig.onPort(70_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port")
        .hasMessageContaining("70000");
  }
}
