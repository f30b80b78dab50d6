package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A retried write is run once. Page of the manual: <a
 * href="https://www.mongodb.com/docs/manual/core/retryable-writes/">Retryable Writes</a>.
 */
@Timeout(60)
abstract class RetryableWriteContract extends ContractFixture {

  /** Above the numbers that the driver, which uses sessions again, has given out. */
  private static final long UNUSED = 1_000_000;

  /** Sends the command as a driver does that did not get the answer. */
  private List<Document> twice(Document command) {
    try (ClientSession session = client.startSession()) {
      command.append("txnNumber", UNUSED);
      return List.of(database.runCommand(session, command), database.runCommand(session, command));
    }
  }

  @Test
  void insert_isRunOnce() {
    List<Document> replies =
        twice(
            new Document("insert", "follows")
                .append("documents", List.of(new Document("_id", 1), new Document("_id", 2))));

    assertThat(replies).allSatisfy(reply -> assertThat(reply).containsEntry("n", 2));
    assertThat(replies.get(1)).doesNotContainKey("writeErrors");
    assertThat(follows.countDocuments()).isEqualTo(2);
  }

  @Test
  void update_isRunOnceAndAnswersTheSame() {
    follows.insertOne(new Document("_id", 1).append("n", 0));
    Document increment =
        new Document("q", new Document("_id", 1))
            .append("u", new Document("$inc", new Document("n", 1)));
    Document upsert =
        new Document("q", new Document("_id", 2))
            .append("u", new Document("$inc", new Document("n", 1)))
            .append("upsert", true);

    List<Document> replies =
        twice(new Document("update", "follows").append("updates", List.of(increment, upsert)));

    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply).containsEntry("n", 2).containsEntry("nModified", 1);
              assertThat(reply.getList("upserted", Document.class))
                  .containsExactly(new Document("index", 1).append("_id", 2));
            });
    assertThat(follows.find(Filters.eq("n", 1))).hasSize(2);
  }

  @Test
  void delete_isRunOnce() {
    follows.insertMany(
        List.of(new Document("_id", 1).append("n", 0), new Document("_id", 2).append("n", 0)));
    Document one = new Document("q", new Document("n", 0)).append("limit", 1);

    List<Document> replies =
        twice(new Document("delete", "follows").append("deletes", List.of(one)));

    assertThat(replies).allSatisfy(reply -> assertThat(reply).containsEntry("n", 1));
    assertThat(follows.countDocuments()).isOne();
  }

  @Test
  void findAndModify_isRunOnceAndAnswersTheSame() {
    follows.insertOne(new Document("_id", 1).append("n", 0));

    List<Document> replies =
        twice(
            new Document("findAndModify", "follows")
                .append("query", new Document("_id", 1))
                .append("update", new Document("$inc", new Document("n", 1)))
                .append("new", true));

    assertThat(replies)
        .allSatisfy(
            reply ->
                assertThat(reply.get("value")).isEqualTo(new Document("_id", 1).append("n", 1)));
    assertThat(follows.find().first()).containsEntry("n", 1);
  }

  @Test
  void number_belowTheLastIsRefused() {
    Document insert =
        new Document("insert", "follows").append("documents", List.of(new Document("_id", 1)));
    try (ClientSession session = client.startSession()) {
      database.runCommand(session, new Document(insert).append("txnNumber", UNUSED));

      assertThatThrownBy(
              () ->
                  database.runCommand(
                      session, new Document(insert).append("txnNumber", UNUSED - 1)))
          .isInstanceOfSatisfying(
              MongoException.class, e -> assertThat(e.getCode()).isEqualTo(225));
    }
  }
}
