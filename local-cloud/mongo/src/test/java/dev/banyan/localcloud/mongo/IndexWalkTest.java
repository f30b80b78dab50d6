package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A find by an index whose documents change while it is read: more of them than are read under one
 * hold of the lock, and a client that asks for few at a time.
 */
final class IndexWalkTest {

  private static final int DOCUMENTS = 600;
  private static final int BATCH = 20;
  private static final Bson IN_RANGE = Filters.and(Filters.gte("a", "m"), Filters.lt("a", "n"));
  private static final Bson UNREAD = Filters.gte("_id", BATCH);

  @RegisterExtension static final OneMongo MONGO = new OneMongo();

  private final MongoCollection<Document> documents =
      MONGO.client().getDatabase("d").getCollection("c" + UUID.randomUUID());

  private static String text(int id) {
    return String.format("m%04d", id);
  }

  private void insertMany() {
    documents.insertMany(
        IntStream.range(0, DOCUMENTS)
            .mapToObj(id -> new Document("_id", id).append("a", text(id)).append("b", id))
            .toList());
  }

  private static List<Document> readAll(FindIterable<Document> found, Runnable betweenBatches) {
    List<Document> read = new ArrayList<>();
    try (MongoCursor<Document> cursor = found.batchSize(BATCH).iterator()) {
      read.add(cursor.next());
      betweenBatches.run();
      cursor.forEachRemaining(read::add);
    }
    return read;
  }

  private void moveOutDeleteAndMoveBack() {
    documents.updateMany(UNREAD, Updates.set("a", "z"));
    documents.deleteMany(Filters.and(Filters.gte("_id", 400), Filters.mod("_id", 3, 1)));
    for (int id = BATCH; id < DOCUMENTS; id++) {
      if (id % 50 == 0) {
        documents.updateOne(Filters.eq(id), Updates.set("a", text(id)));
      }
    }
  }

  private static List<Object> ids(List<Document> read) {
    return read.stream().map(document -> document.get("_id")).toList();
  }

  private static void assertAllInRange(List<Document> read) {
    assertThat(read).allSatisfy(each -> assertThat(each.getString("a")).startsWith("m"));
    assertThat(ids(read)).doesNotHaveDuplicates();
  }

  @Test
  void find_whoseDocumentsAreMoved_givesNoneThatIsOutOfRange() {
    for (Bson index : List.of(Indexes.ascending("a"), Indexes.descending("a"))) {
      documents.drop();
      documents.createIndex(index);
      insertMany();
      List<Document> read = readAll(documents.find(IN_RANGE), this::moveOutDeleteAndMoveBack);
      assertAllInRange(read);
      assertThat(read).hasSizeLessThan(DOCUMENTS);
    }
  }

  @Test
  void find_ofSeveralRanges_givesNoneThatIsOutOfRange() {
    insertTwoRanges();
    assertThat(readWhileTheSecondRangeEmpties()).hasSize(DOCUMENTS - 9);
  }

  /** Former states stay in the index while a snapshot is open, so nothing is taken out of it. */
  @Test
  void find_ofSeveralRanges_whileASnapshotIsOpen_givesNoneThatIsOutOfRange() {
    insertTwoRanges();
    try (ClientSession session = MONGO.client().startSession()) {
      session.startTransaction();
      documents.find(session).first();
      assertThat(readWhileTheSecondRangeEmpties()).hasSize(DOCUMENTS - 9);
    }
  }

  private void insertTwoRanges() {
    documents.createIndex(Indexes.ascending("a", "b"));
    documents.insertMany(
        IntStream.range(0, DOCUMENTS)
            .mapToObj(id -> new Document("a", id < DOCUMENTS - 9 ? "m1" : "m2").append("b", id))
            .toList());
  }

  /** Of each range one entry is read ahead. */
  private List<Document> readWhileTheSecondRangeEmpties() {
    return readAll(
        documents.find(Filters.in("a", "m1", "m2")).sort(new Document("b", 1)),
        () -> documents.updateMany(Filters.eq("a", "m2"), Updates.set("a", "z")));
  }

  @Test
  void find_inATransaction_givesTheDocumentsOfItsSnapshot() {
    documents.createIndex(Indexes.ascending("a"));
    insertMany();
    try (ClientSession session = MONGO.client().startSession()) {
      session.startTransaction();
      List<Document> read =
          readAll(documents.find(session, IN_RANGE), this::moveOutDeleteAndMoveBack);
      assertThat(read).hasSize(DOCUMENTS);
      assertThat(read)
          .allSatisfy(each -> assertThat(each.get("a")).isEqualTo(text(each.getInteger("_id"))));
      assertThat(ids(read)).doesNotHaveDuplicates();
    }
  }

  @Test
  void find_inATransaction_givesNoneThatTheTransactionMovedOutOfRange() {
    documents.createIndex(Indexes.ascending("a"));
    insertMany();
    try (ClientSession session = MONGO.client().startSession()) {
      session.startTransaction();
      List<Document> read =
          readAll(
              documents.find(session, IN_RANGE),
              () -> documents.updateMany(session, UNREAD, Updates.set("a", "z")));
      assertAllInRange(read);
      assertThat(documents.countDocuments(session, IN_RANGE)).isEqualTo(BATCH);
      assertThat(documents.countDocuments(IN_RANGE)).isEqualTo(DOCUMENTS);
    }
  }

  @Test
  void find_thatMeetsTheFirstArray_givesItsDocumentOnce() {
    documents.createIndex(Indexes.ascending("a"));
    insertMany();
    Document array = new Document("_id", "array").append("a", List.of("m0500", "m0560", "x"));
    List<Document> read =
        readAll(
            documents.find(IN_RANGE),
            () -> {
              documents.insertOne(array);
              documents.updateOne(
                  Filters.eq(580), Updates.set("a", List.of("m0570", "m0580", "m0590")));
            });
    assertThat(ids(read)).doesNotHaveDuplicates().contains("array", 580).hasSize(DOCUMENTS + 1);
  }

  @Test
  void find_byANumericRange_leavesOutWhatIsNoNumber() {
    documents.createIndex(Indexes.ascending("a"));
    long exact = 1L << 53;
    documents.insertMany(
        List.of(
            new Document("_id", 0).append("a", Double.NaN),
            new Document("_id", 1).append("a", -1.5),
            new Document("_id", 2).append("a", exact),
            new Document("_id", 3).append("a", exact + 1),
            new Document("_id", 4).append("a", Decimal128.NaN),
            new Document("_id", 5).append("a", "text")));
    assertThat(found(Filters.lt("a", 0))).containsExactly(1);
    assertThat(found(Filters.lt("a", 0L))).containsExactly(1);
    assertThat(found(Filters.lte("a", 0.5))).containsExactly(1);
    assertThat(found(Filters.lt("a", exact + 1))).containsExactly(1, 2);
    assertThat(found(Filters.gt("a", (double) exact))).containsExactly(3);
    assertThat(found(Filters.gte("a", Double.NaN))).containsExactlyInAnyOrder(0, 4);
    assertThat(found(Filters.gt("a", Double.NaN))).isEmpty();
    assertThat(found(Filters.lt("a", Double.NaN))).isEmpty();
  }

  private List<Object> found(Bson query) {
    return ids(documents.find(query).into(new ArrayList<>()));
  }
}
