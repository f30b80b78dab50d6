package dev.banyan.localcloud.mongo;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.RawBsonDocument;

/**
 * Measures the embedded server on this machine: run {@code main}. Figures of a machine that does
 * other work at the time say nothing.
 */
final class EmbeddedMongoSpeed {

  private static final int DOCUMENTS = 100_000;
  private static final int BATCH = 1_000;
  private static final int THREADS = 4;
  private static final int TRANSACTIONS_EACH = 500;

  private EmbeddedMongoSpeed() {}

  public static void main(String[] args) {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      for (int round = 0; round < 3; round++) {
        var database = client.getDatabase("speed" + round);
        print("insert, 1-KB documents/s", DOCUMENTS, () -> insert(database.getCollection("c")));
        print("scan, documents/s", DOCUMENTS, () -> scan(database.getCollection("c")));
        database.getCollection("n").insertOne(new Document("_id", 1).append("n", 0));
        print(
            "contended transactions/s",
            THREADS * TRANSACTIONS_EACH,
            () -> contend(client, database.getCollection("n")));
      }
    }
  }

  private static void print(String what, int count, Runnable work) {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%s: %,d%n", what, count * 1_000_000_000L / (System.nanoTime() - start));
  }

  private static void insert(MongoCollection<Document> collection) {
    String text = "x".repeat(950);
    for (int i = 0; i < DOCUMENTS; i += BATCH) {
      List<Document> batch = new ArrayList<>();
      for (int k = i; k < i + BATCH; k++) {
        batch.add(new Document("_id", k).append("author", "u" + k % 100).append("text", text));
      }
      collection.insertMany(batch);
    }
  }

  private static void scan(MongoCollection<Document> collection) {
    long bytes = 0;
    for (RawBsonDocument document : collection.withDocumentClass(RawBsonDocument.class).find()) {
      bytes += document.getByteBuffer().remaining();
    }
    if (bytes < DOCUMENTS * 900L) {
      throw new IllegalStateException("documents are missing: " + bytes + " bytes");
    }
  }

  private static void contend(MongoClient client, MongoCollection<Document> collection) {
    CompletableFuture.allOf(
            IntStream.range(0, THREADS)
                .mapToObj(t -> CompletableFuture.runAsync(() -> increment(client, collection)))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static void increment(MongoClient client, MongoCollection<Document> collection) {
    try (ClientSession session = client.startSession()) {
      for (int i = 0; i < TRANSACTIONS_EACH; i++) {
        session.withTransaction(
            () -> collection.updateOne(session, Filters.eq(1), Updates.inc("n", 1)));
      }
    }
  }
}
