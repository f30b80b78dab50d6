package dev.banyan.bench.capture;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/** The monolith's writes: inserts of 200-byte posts. */
final class Writes {

  static final String DATABASE = "bench";
  static final String COLLECTION = "posts";

  private static final int WRITERS = 4;
  private static final int PAGE = 500;
  private static final String TEXT = "x".repeat(150);

  private Writes() {}

  static MongoCollection<Document> collection(MongoClient client) {
    return client.getDatabase(DATABASE).getCollection(COLLECTION);
  }

  private static Document document(int number) {
    return new Document("owner", "user" + number % 1_000)
        .append("text", TEXT)
        .append("sentAt", System.nanoTime());
  }

  /** Pages of many, as fast as they are taken. */
  static void preload(MongoClient client, int count) {
    for (int from = 0; from < count; from += PAGE) {
      List<Document> page = new ArrayList<>(PAGE);
      for (int i = from; i < Math.min(count, from + PAGE); i++) {
        page.add(document(i));
      }
      collection(client).insertMany(page);
    }
  }

  /**
   * One insert at a time from each of four threads, on a schedule that a slow insert does not
   * stretch.
   *
   * @return how many were made per second
   */
  static double atRate(MongoClient client, int perSecond, int seconds) {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    long started = System.nanoTime();
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int offset = writer;
        writers.add(
            threads.submit(() -> write(client, started, offset, perSecond, seconds * perSecond)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a writer failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return seconds * perSecond * 1e9 / (System.nanoTime() - started);
  }

  private static void write(
      MongoClient client, long started, int offset, int perSecond, int count) {
    for (int number = offset; number < count; number += WRITERS) {
      long due = started + number * 1_000_000_000L / perSecond;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      collection(client).insertOne(document(number));
    }
  }
}
