package dev.banyan.relationships;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.Event.Trace;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import dev.banyan.stream.Outcome;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Recorded;
import dev.banyan.stream.testkit.TestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReverseReplicationHandlerTest {

  private static EmbeddedMongo mongo;
  private static MongoClient client;
  private static MongoDatabase database;

  private final MongoFollows reverse = new MongoFollows(database);
  private final MongoCollection<Document> follows = database.getCollection("follows");

  @BeforeAll
  static void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    database = client.getDatabase("social");
  }

  @AfterAll
  static void stop() {
    client.close();
    mongo.close();
  }

  @BeforeEach
  void emptyCollections() {
    follows.deleteMany(new Document());
    database.getCollection("banyan_reverse").deleteMany(new Document());
  }

  private static Relationship put(int n) {
    return Relationship.live(
        new Follow("ann", "bob", Instant.ofEpochMilli(n)),
        version(n),
        Origin.SERVERLESS,
        Trace.NONE);
  }

  private static Relationship delete(int n) {
    return Relationship.tombstone("ann", "bob", version(n), Origin.SERVERLESS, Trace.NONE);
  }

  private static Document document(int n) {
    return new Document("_id", "ann:bob")
        .append("follower", "ann")
        .append("followee", "bob")
        .append("createdAt", new Date(n));
  }

  private Document only() {
    return follows.find(new Document("_id", "ann:bob")).first();
  }

  @Test
  void handleRequest_writesARecordedBatch() {
    var handler = new ReverseReplicationHandler(database, LocalTables.client());
    DynamodbEvent batch = Recorded.event(DynamodbEvent.class, "dynamodb-changes.json");
    batch.getRecords().remove(1); // the delete

    var response = handler.handleRequest(batch, TestContext.PLENTY);

    assertThat(response.getBatchItemFailures()).isEmpty();
    assertThat(only())
        .isEqualTo(
            document(0)
                .append("createdAt", Date.from(Instant.parse("2026-01-01T00:00:00.123Z")))
                .append(
                    "_banyan",
                    new Document("v", "1767225600.0000123456.00000")
                        .append("origin", "serverless")));
  }

  @Test
  void handleRequest_stopsAtTheFirstChangeThatMongoDbDidNotTake() {
    try (var away = MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")) {
      var handler = new ReverseReplicationHandler(away.getDatabase("social"), LocalTables.client());

      var response =
          handler.handleRequest(
              Recorded.event(DynamodbEvent.class, "dynamodb-changes.json"), TestContext.PLENTY);

      assertThat(Recorded.json(response))
          .isEqualTo(
              "{\"batchItemFailures\":[{\"itemIdentifier\":\"4421584500000000017450439091\"}]}");
    }
  }

  @Test
  void put_goesOverWhatLegacyLeft() {
    follows.insertOne(document(1));

    assertThat(reverse.apply(put(5))).isEqualTo(Outcome.APPLIED);

    assertThat(only().getDate("createdAt")).isEqualTo(new Date(5));
  }

  @Test
  void put_againOrOlderIsSkipped() {
    reverse.apply(put(5));

    assertThat(reverse.apply(put(5))).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(reverse.apply(put(4))).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(only().getDate("createdAt")).isEqualTo(new Date(5));
  }

  @Test
  void delete_keepsOlderPutsOutAndLetsNewerIn() {
    reverse.apply(put(1));
    assertThat(reverse.apply(delete(5))).isEqualTo(Outcome.APPLIED);
    assertThat(only()).isNull();

    assertThat(reverse.apply(put(4))).isEqualTo(Outcome.ALREADY_NEWER);
    assertThat(only()).isNull();
    assertThat(reverse.apply(put(6))).isEqualTo(Outcome.APPLIED);
    assertThat(only()).isNotNull();
  }

  @Test
  void delete_afterACrashBetweenTagAndDeleteIsFinished() {
    follows.insertOne(
        document(1)
            .append(
                "_banyan",
                new Document("v", version(5).toString())
                    .append("origin", "serverless")
                    .append("deleted", true)));

    assertThat(reverse.apply(delete(5))).isEqualTo(Outcome.APPLIED);
    assertThat(only()).isNull();
  }

  @Test
  void delete_leavesItsVersionInTheLedger() {
    reverse.apply(delete(5));
    reverse.apply(delete(3));

    assertThat(database.getCollection("banyan_reverse").find())
        .containsExactly(
            new Document("_id", "follows/ann:bob")
                .append("v", version(5).toString())
                .append("deleted", true));
  }

  /** Lambda may deliver again and, after a time-out, at the same time: the newest change wins. */
  @Test
  void changes_endInTheNewestStateInAnyOrder() {
    var random = new Random(3);
    for (int round = 0; round < 60; round++) {
      emptyCollections();
      List<Relationship> changes = new ArrayList<>();
      for (int n = 1; n <= 4; n++) {
        Relationship change = random.nextBoolean() ? put(n) : delete(n);
        changes.add(change);
        changes.add(change);
      }
      boolean live = changes.get(7).isLive();
      Collections.shuffle(changes, random);

      changes.forEach(reverse::apply);

      assertThat(only() != null).as(changes.toString()).isEqualTo(live);
      if (live) {
        assertThat(only().getDate("createdAt")).isEqualTo(new Date(4));
      }
    }
  }
}
