package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real server cannot do on command, or takes a minute or gigabytes for. */
@Timeout(60)
final class EmbeddedOnlyTest extends ContractFixture {

  private static final int LARGE = 9 << 20;

  @RegisterExtension
  static final OneMongo MONGO =
      new OneMongo(
          EmbeddedMongoConfig.onPort(0)
              .withHistory(1_000, 256L << 20)
              .withTtlInterval(Duration.ofMillis(50)));

  @Override
  String connectionString() {
    return MONGO.connectionString();
  }

  @Test
  void expireHistory_keepsTheLast() {
    BsonDocument first;
    BsonDocument second;
    try (var stream = follows.watch().cursor()) {
      follows.insertMany(
          List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)));
      first = next(stream).getResumeToken();
      second = next(stream).getResumeToken();
    }

    client
        .getDatabase("admin")
        .runCommand(new Document("banyanExpireHistory", 1).append("keepLast", 2));

    try (var kept = follows.watch().resumeAfter(second).cursor()) {
      assertThat(next(kept).getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 3}"));
    }
    assertThatThrownBy(() -> follows.watch().resumeAfter(first).cursor())
        .isInstanceOfSatisfying(
            MongoCommandException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(286);
              assertThat(e.getErrorCodeName()).isEqualTo("ChangeStreamHistoryLost");
              assertThat(e.hasErrorLabel("NonResumableChangeStreamError")).isTrue();
            });
  }

  @Test
  void ttlIndex_removesWhatExpired() {
    follows.createIndex(
        Indexes.ascending("at"), new IndexOptions().expireAfter(60L, TimeUnit.SECONDS));
    try (var stream = follows.watch().cursor()) {
      follows.insertMany(
          List.of(
              new Document("_id", 1).append("at", new Date(0)),
              new Document("_id", 2).append("at", new Date(System.currentTimeMillis() + 60_000)),
              new Document("_id", 3).append("at", "no date")));
      next(stream);
      next(stream);
      next(stream);

      assertThat(next(stream).getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 1}"));
    }
    assertThat(ids(follows.find())).containsExactly(2, 3);
  }

  private void makeLargeUpdate() {
    database.runCommand(
        new Document("collMod", "follows")
            .append("changeStreamPreAndPostImages", new Document("enabled", true)));
    follows.insertOne(new Document("_id", 1).append("text", "x".repeat(LARGE)));
    follows.updateOne(Filters.eq(1), Updates.set("n", 1));
  }

  private Document openStream(List<Document> rest) {
    Document watch =
        new Document("fullDocument", FullDocument.REQUIRED.getValue())
            .append("fullDocumentBeforeChange", FullDocumentBeforeChange.REQUIRED.getValue());
    List<Document> pipeline = new ArrayList<>();
    pipeline.add(new Document("$changeStream", watch));
    pipeline.addAll(rest);
    return new Document("aggregate", "follows")
        .append("pipeline", pipeline)
        .append("cursor", new Document());
  }

  private static long idOf(Document reply) {
    return reply.get("cursor", Document.class).getLong("id");
  }

  private Document more(long cursor) {
    return database
        .runCommand(new Document("getMore", cursor).append("collection", "follows"))
        .get("cursor", Document.class);
  }

  @Test
  void largeEvent_isErrorWithoutSplit() {
    long cursor = idOf(database.runCommand(openStream(List.of())));
    makeLargeUpdate();
    more(cursor);

    assertThatThrownBy(() -> more(cursor))
        .isInstanceOfSatisfying(
            MongoException.class, e -> assertThat(e.getCode()).isEqualTo(10_334));
  }

  @Test
  void largeEvent_comesInFragmentsAndResumesBetweenThem() {
    Document split = new Document("$changeStreamSplitLargeEvent", new Document());
    long cursor = idOf(database.runCommand(openStream(List.of(split))));
    makeLargeUpdate();
    more(cursor);

    Document first = more(cursor).getList("nextBatch", Document.class).get(0);
    Document second = more(cursor).getList("nextBatch", Document.class).get(0);

    assertThat(first.get("splitEvent")).isEqualTo(new Document("fragment", 1).append("of", 2));
    assertThat(second.get("splitEvent")).isEqualTo(new Document("fragment", 2).append("of", 2));
    assertThat(first).containsEntry("operationType", "update");
    assertThat(resumedBehind(first)).containsExactly(second);
  }

  @Test
  void largeEvent_resumesBehindItsLastFragment() {
    Document split = new Document("$changeStreamSplitLargeEvent", new Document());
    long cursor = idOf(database.runCommand(openStream(List.of(split))));
    makeLargeUpdate();
    more(cursor);
    more(cursor);
    Document last = more(cursor).getList("nextBatch", Document.class).get(0);
    follows.deleteOne(Filters.eq(1));

    List<Document> resumed = resumedBehind(last); // too large to be shown in a failure's message
    assertThat(resumed.stream().map(event -> event.get("operationType"))).containsExactly("delete");
    assertThat(resumed.get(0).containsKey("splitEvent")).isFalse();
  }

  private List<Document> resumedBehind(Document event) {
    Document split = new Document("$changeStreamSplitLargeEvent", new Document());
    Document resume = openStream(List.of(split));
    resume
        .getList("pipeline", Document.class)
        .get(0)
        .get("$changeStream", Document.class)
        .append("resumeAfter", event.get("_id"));
    Document reply = database.runCommand(resume);
    List<Document> found =
        reply.get("cursor", Document.class).getList("firstBatch", Document.class);
    return found.isEmpty() ? more(idOf(reply)).getList("nextBatch", Document.class) : found;
  }
}
