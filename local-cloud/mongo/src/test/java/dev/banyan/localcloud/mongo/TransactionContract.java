package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import com.mongodb.client.result.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Transactions over documents of several collections. Pages of the manual: <a
 * href="https://www.mongodb.com/docs/manual/core/transactions/">Transactions</a> and <a
 * href="https://www.mongodb.com/docs/manual/core/transactions-production-consideration/">Production
 * Considerations</a>.
 */
@Timeout(60)
abstract class TransactionContract extends ContractFixture {

  private ClientSession session;
  private MongoCollection<Document> posts;

  @BeforeEach
  void openSession() {
    database.createCollection("posts");
    posts = database.getCollection("posts");
    session = client.startSession();
  }

  @AfterEach
  void closeSession() {
    session.close();
  }

  private static Document numbered(int id) {
    return new Document("_id", id).append("n", 0);
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/core/transactions/#transactions-and-atomicity">
   * Transactions and Atomicity</a>: outside nothing is seen before the commit, inside everything.
   */
  @Test
  void writes_areSeenInsideAtOnceAndOutsideAfterCommit() {
    follows.insertMany(List.of(numbered(1), numbered(2)));
    session.startTransaction();
    follows.insertOne(session, numbered(3));
    follows.updateOne(session, Filters.eq(1), Updates.set("n", 7));
    follows.deleteOne(session, Filters.eq(2));
    posts.insertOne(session, numbered(9));

    assertThat(ids(follows.find(session).sort(Sorts.ascending("_id")))).containsExactly(1, 3);
    assertThat(follows.countDocuments(session, Filters.eq("n", 7))).isOne();
    assertThat(follows.distinct(session, "n", Integer.class)).containsExactlyInAnyOrder(0, 7);
    assertThat(ids(follows.find())).containsExactly(1, 2);
    assertThat(follows.countDocuments(Filters.eq("n", 7))).isZero();
    assertThat(posts.find()).isEmpty();

    session.commitTransaction();

    assertThat(ids(follows.find().sort(Sorts.ascending("_id")))).containsExactly(1, 3);
    assertThat(follows.find(Filters.eq("n", 7)).first()).isNotNull();
    assertThat(posts.countDocuments()).isOne();
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/">Read Concern
   * snapshot</a>: what others commit meanwhile is not seen, neither by scan nor by index.
   */
  @Test
  void reads_areOfTheSnapshot() {
    follows.createIndex(Indexes.ascending("n"));
    follows.insertMany(List.of(numbered(1), numbered(2), numbered(3)));
    session.startTransaction();
    assertThat(follows.find(session, Filters.eq(1)).first()).isNotNull();

    follows.updateOne(Filters.eq(1), Updates.set("n", 5));
    follows.updateOne(Filters.eq(1), Updates.set("n", 6));
    follows.deleteOne(Filters.eq(2));
    follows.insertOne(numbered(4));

    assertThat(ids(follows.find(session))).containsExactly(1, 2, 3);
    assertThat(ids(follows.find(session, Filters.eq("n", 0)).sort(Sorts.ascending("n", "_id"))))
        .containsExactly(1, 2, 3);
    assertThat(follows.find(session, Filters.gt("n", 4))).isEmpty();
    assertThat(ids(follows.find(Filters.eq("n", 0)))).containsExactlyInAnyOrder(3, 4);
    assertThat(ids(follows.find(Filters.gt("n", 4)))).containsExactly(1);
    session.commitTransaction();

    assertThat(ids(follows.find(session, Filters.eq("n", 0)))).containsExactlyInAnyOrder(3, 4);
    assertThat(ids(follows.find(Filters.gte("n", 0)).sort(Sorts.ascending("n", "_id"))))
        .containsExactly(3, 4, 1);
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/core/transactions/#transactions-and-atomicity">
   * Transactions and Atomicity</a>: an abort undoes every kind of write in every collection.
   */
  @Test
  void abort_undoesEveryKindOfWrite() {
    follows.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true));
    follows.insertMany(
        List.of(
            numbered(1),
            numbered(2).append("n", 2),
            numbered(3).append("n", 3),
            numbered(10).append("n", 10)));
    List<Document> before = follows.find().into(new ArrayList<>());
    session.startTransaction();
    follows.insertOne(session, numbered(4).append("n", 4));
    follows.updateOne(
        session, Filters.eq(5), Updates.set("n", 5), new UpdateOptions().upsert(true));
    follows.replaceOne(
        session, Filters.eq(6), new Document("n", 6), new ReplaceOptions().upsert(true));
    follows.findOneAndUpdate(
        session, Filters.eq(7), Updates.set("n", 7), new FindOneAndUpdateOptions().upsert(true));
    follows.updateMany(session, Filters.gt("n", 1), Updates.inc("n", 100));
    follows.findOneAndReplace(session, Filters.eq(1), new Document("n", 11));
    follows.findOneAndDelete(session, Filters.eq(2));
    follows.deleteMany(session, Filters.eq(3));
    posts.insertOne(session, numbered(1));

    session.abortTransaction();

    assertThat(follows.find()).containsExactlyElementsOf(before);
    assertThat(follows.find(Filters.gt("n", 1)).sort(Sorts.ascending("n"))).hasSize(3);
    assertThat(posts.find()).isEmpty();
    follows.insertOne(numbered(8).append("n", 102));
    follows.insertOne(numbered(4).append("n", 4));
    follows.insertOne(numbered(11).append("n", 110));
  }

  /**
   * <a
   * href="https://www.mongodb.com/docs/manual/core/transactions-production-consideration/#in-progress-transactions-and-write-conflicts">
   * Write Conflicts</a>: the second writer gets error 112 and may run its transaction again.
   */
  @Test
  void secondWriter_getsTransientWriteConflict() {
    follows.insertOne(numbered(1));
    try (ClientSession other = client.startSession()) {
      session.startTransaction();
      other.startTransaction();
      follows.updateOne(session, Filters.eq(1), Updates.inc("n", 1));

      assertThatThrownBy(() -> follows.updateOne(other, Filters.eq(1), Updates.inc("n", 1)))
          .isInstanceOfSatisfying(MongoException.class, TransactionContract::isWriteConflict);

      other.abortTransaction();
      session.commitTransaction();
    }
    assertThat(follows.find(Filters.eq(1)).first()).containsEntry("n", 1);
  }

  private static void isWriteConflict(MongoException e) {
    assertThat(e.getCode()).isEqualTo(112);
    assertThat(e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)).isTrue();
  }

  /** Same page: a document that others have changed since the snapshot cannot be written. */
  @Test
  void write_ofWhatChangedSinceSnapshotConflicts() {
    follows.insertOne(numbered(1));
    session.startTransaction();
    assertThat(follows.find(session).first()).isNotNull();
    follows.updateOne(Filters.eq(1), Updates.inc("n", 1));

    assertThatThrownBy(() -> follows.updateOne(session, Filters.eq(1), Updates.inc("n", 1)))
        .isInstanceOfSatisfying(MongoException.class, TransactionContract::isWriteConflict);
    session.abortTransaction();
    assertThat(follows.find(Filters.eq(1)).first()).containsEntry("n", 1);
  }

  /** Same page: two transactions that insert one key conflict. */
  @Test
  void insert_ofKeyThatAnotherIsInsertingConflicts() {
    try (ClientSession other = client.startSession()) {
      session.startTransaction();
      other.startTransaction();
      follows.insertOne(session, numbered(1));

      assertThatThrownBy(() -> follows.insertOne(other, numbered(1)))
          .isInstanceOfSatisfying(MongoException.class, TransactionContract::isWriteConflict);

      session.commitTransaction();
      other.abortTransaction();
    }
    assertThat(follows.countDocuments()).isOne();
  }

  /** Same page: a write outside of transactions waits until the transaction ends. */
  @Test
  void writeOutside_waitsForTransaction() throws Exception {
    follows.insertOne(numbered(1));
    session.startTransaction();
    follows.updateOne(session, Filters.eq(1), Updates.inc("n", 1));

    var outside =
        CompletableFuture.supplyAsync(() -> follows.updateOne(Filters.eq(1), Updates.inc("n", 10)));
    assertThatThrownBy(() -> outside.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    session.commitTransaction();

    assertThat(outside.get(10, TimeUnit.SECONDS).getModifiedCount()).isOne();
    assertThat(follows.find(Filters.eq(1)).first()).containsEntry("n", 11);
  }

  private CompletableFuture<UpdateResult> startedAndWaiting(Supplier<UpdateResult> update)
      throws Exception {
    var outside = CompletableFuture.supplyAsync(update);
    assertThatThrownBy(() -> outside.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    return outside;
  }

  private void insertThreeWithUniqueKey() {
    follows.createIndex(Indexes.ascending("k"), new IndexOptions().unique(true));
    for (int i = 1; i <= 3; i++) {
      follows.insertOne(numbered(i).append("k", i));
    }
    session.startTransaction();
    follows.insertOne(session, numbered(9).append("k", 12));
  }

  private List<String> keysAndNumbers() {
    List<String> found = new ArrayList<>();
    for (Document document : follows.find().sort(Sorts.ascending("_id"))) {
      found.add(document.get("_id") + ":" + document.get("k") + ":" + document.get("n"));
    }
    return found;
  }

  /** Same page: a write that waits midway goes on with the rest, and changes nothing twice. */
  @Test
  void updateMany_waitingMidwayGoesOnWithTheRest() throws Exception {
    insertThreeWithUniqueKey();
    Bson update = Updates.combine(Updates.inc("k", 10), Updates.inc("n", 1));

    var outside = startedAndWaiting(() -> follows.updateMany(Filters.lte("_id", 3), update));
    session.abortTransaction();

    UpdateResult result = outside.get(10, TimeUnit.SECONDS);
    assertThat(keysAndNumbers()).containsExactly("1:11:1", "2:12:1", "3:13:1");
    assertThat(result.getMatchedCount()).isEqualTo(3);
    assertThat(result.getModifiedCount()).isEqualTo(3);
  }

  /** Same page: so does an update by pipeline, and one that no longer matches inserts nothing. */
  @Test
  void pipelineUpdateMany_waitingMidwayGoesOnWithTheRest() throws Exception {
    insertThreeWithUniqueKey();
    follows.deleteOne(Filters.eq(3));
    List<Bson> update =
        List.of(
            Aggregates.set(
                new Field<>("k", new Document("$add", List.of("$k", 10))),
                new Field<>("n", new Document("$add", List.of("$n", 1)))));
    UpdateOptions upsert = new UpdateOptions().upsert(true);

    var outside = startedAndWaiting(() -> follows.updateMany(Filters.lt("k", 10), update, upsert));
    follows.deleteOne(Filters.eq(2));
    session.abortTransaction();

    assertThat(outside.get(10, TimeUnit.SECONDS).getModifiedCount()).isOne();
    assertThat(keysAndNumbers()).containsExactly("1:11:1");
  }

  /** Same page: if the key is taken in the end, what was done before stays done, once. */
  @Test
  void updateMany_waitingMidwayFailsIfTheKeyIsTaken() throws Exception {
    insertThreeWithUniqueKey();
    Bson update = Updates.combine(Updates.inc("k", 10), Updates.inc("n", 1));

    var outside = startedAndWaiting(() -> follows.updateMany(Filters.lte("_id", 3), update));
    session.commitTransaction();

    assertThatThrownBy(() -> outside.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(MongoException.class)
        .hasMessageContaining("E11000");
    assertThat(keysAndNumbers()).containsExactly("1:11:1", "2:2:0", "3:3:0", "9:12:0");
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/command/commitTransaction/">
   * commitTransaction</a>: may be sent again.
   */
  @Test
  void commit_mayBeRepeated() {
    session.startTransaction();
    follows.insertOne(session, numbered(1));

    session.commitTransaction();
    session.commitTransaction();

    assertThat(follows.countDocuments()).isOne();
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/error-codes/">Error codes</a>: an error
   * ends the transaction; what follows is error 251, and the transaction may be run again.
   */
  @Test
  void statement_behindAnErrorFindsNoTransaction() {
    follows.insertOne(numbered(1));
    session.startTransaction();
    follows.insertOne(session, numbered(2));
    assertThatThrownBy(() -> follows.insertOne(session, numbered(1)))
        .isInstanceOfSatisfying(
            MongoException.class, e -> assertThat(e.getCode()).isEqualTo(11000));

    assertThatThrownBy(() -> follows.find(session).first())
        .isInstanceOfSatisfying(
            MongoException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(251);
              assertThat(e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL))
                  .isTrue();
            });
    session.abortTransaction();
    assertThat(ids(follows.find())).containsExactly(1);
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/core/transactions-operations/">Transactions and
   * Operations</a>: what cannot be run inside is error 263.
   */
  @Test
  void statement_thatIsNotAllowedIsRefused() {
    session.startTransaction();

    assertThatThrownBy(() -> database.runCommand(session, new Document("count", "follows")))
        .isInstanceOfSatisfying(
            MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(263));
    session.abortTransaction();
  }

  /** Same page: a collection that the transaction writes to first is made. */
  @Test
  void insert_makesCollection() {
    session.startTransaction();
    database.getCollection("fresh").insertOne(session, numbered(1));
    session.commitTransaction();

    assertThat(ids(database.getCollection("fresh").find())).containsExactly(1);
  }

  /** Same page: aggregations and cursors of several batches read the transaction's state. */
  @Test
  void aggregateAndLongCursors_seeOwnWrites() {
    follows.insertMany(IntStream.range(0, 250).mapToObj(TransactionContract::numbered).toList());
    posts.insertOne(numbered(3));
    session.startTransaction();
    follows.deleteOne(session, Filters.eq(249));
    posts.updateOne(session, Filters.eq(3), Updates.set("n", 8));
    var cursor = follows.find(session).sort(Sorts.ascending("_id")).batchSize(100).cursor();
    cursor.next();
    follows.insertOne(numbered(300));

    int read = 1;
    for (; cursor.hasNext(); cursor.next()) {
      read++;
    }
    assertThat(read).isEqualTo(249);
    assertThat(
            follows.aggregate(
                session,
                List.of(
                    Aggregates.match(Filters.eq(3)),
                    Aggregates.lookup("posts", "_id", "_id", "found"))))
        .first()
        .satisfies(
            d -> assertThat(d.getList("found", Document.class).get(0)).containsEntry("n", 8));
    session.abortTransaction();
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/changeStreams/">Change Streams</a>: changes of a
   * transaction appear after its commit, in their order, with one cluster time and the session's
   * number; those of an aborted one never.
   */
  @Test
  void changes_areToldAfterCommitTogether() {
    follows.insertOne(numbered(1));
    try (var stream = database.watch().cursor()) {
      session.startTransaction();
      follows.insertOne(session, numbered(5));
      session.abortTransaction();
      session.startTransaction();
      follows.insertOne(session, numbered(2));
      posts.insertOne(session, numbered(3));
      follows.updateOne(session, Filters.eq(2), Updates.set("n", 1));
      follows.deleteOne(session, Filters.eq(1));
      posts.insertOne(numbered(4));
      assertThat(next(stream).getDocumentKey().getInt32("_id").getValue()).isEqualTo(4);
      session.commitTransaction();
      posts.insertOne(numbered(6));

      List<ChangeStreamDocument<Document>> events =
          IntStream.range(0, 5).mapToObj(i -> next(stream)).toList();

      assertThat(events)
          .extracting(ChangeStreamDocument::getOperationType)
          .containsExactly(
              OperationType.INSERT,
              OperationType.INSERT,
              OperationType.UPDATE,
              OperationType.DELETE,
              OperationType.INSERT);
      List<ChangeStreamDocument<Document>> together = events.subList(0, 4);
      assertThat(together)
          .extracting(ChangeStreamDocument::getClusterTime)
          .containsOnly(events.get(0).getClusterTime());
      assertThat(together)
          .allSatisfy(
              e -> {
                assertThat(e.getTxnNumber().getValue())
                    .isEqualTo(session.getServerSession().getTransactionNumber());
                assertThat(e.getLsid().get("id"))
                    .isEqualTo(session.getServerSession().getIdentifier().get("id"));
              });
      assertThat(events.get(4).getClusterTime()).isGreaterThan(events.get(0).getClusterTime());
      assertThat(events.get(4).getTxnNumber()).isNull();
    }
  }

  /** Same page, resume tokens: also between two changes of one transaction. */
  @Test
  void resume_goesOnInsideTransaction() {
    try (var stream = database.watch().cursor()) {
      session.startTransaction();
      follows.insertMany(session, List.of(numbered(1), numbered(2), numbered(3)));
      session.commitTransaction();
      var token = next(stream).getResumeToken();

      try (var resumed = database.watch().resumeAfter(token).cursor()) {
        assertThat(List.of(next(resumed), next(resumed)))
            .extracting(e -> e.getDocumentKey().getInt32("_id").getValue())
            .containsExactly(2, 3);
      }
    }
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/core/transactions-in-applications/">Transactions
   * in Applications</a>: withTransaction runs again until it commits; nothing is lost.
   */
  @Test
  void withTransaction_underContentionLosesNothing() {
    int threads = 4;
    int each = 25;
    follows.insertOne(numbered(1));
    var all =
        IntStream.range(0, threads)
            .mapToObj(t -> CompletableFuture.runAsync(() -> increment(each)))
            .toArray(CompletableFuture[]::new);

    CompletableFuture.allOf(all).orTimeout(50, TimeUnit.SECONDS).join();

    assertThat(follows.find(Filters.eq(1)).first()).containsEntry("n", threads * each);
    assertThat(posts.countDocuments()).isEqualTo(threads * each);
  }

  private void increment(int times) {
    try (ClientSession own = client.startSession()) {
      for (int i = 0; i < times; i++) {
        own.withTransaction(
            () -> {
              int n = follows.find(own, Filters.eq(1)).first().getInteger("n");
              follows.updateOne(own, Filters.eq(1), Updates.set("n", n + 1));
              posts.insertOne(own, new Document("_id", n));
              return n;
            });
      }
    }
  }
}
