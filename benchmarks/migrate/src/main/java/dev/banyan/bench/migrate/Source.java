package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Running;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.bson.Document;
import org.bson.RawBsonDocument;

/**
 * The embedded MongoDB, filled.
 *
 * @param uri to connect to
 */
record Source(WorkerProcess process, String uri) {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int CURSOR_BATCH = 1_000;

  /** Starts one with so many documents. */
  static Source start(
      Installation installation,
      Running running,
      String heap,
      int documents,
      IntFunction<Document> document) {
    WorkerProcess worker =
        standIns(installation, running, "mongodb-" + documents, List.of("-Xmx" + heap));
    String uri = worker.call("mongo", START).path("uri").asText();
    System.err.printf("filling MongoDB with %,d documents%n", documents);
    try (MongoClient client = MongoClients.create(uri)) {
      Documents.insert(
          client.getDatabase(Documents.DATABASE).getCollection(Documents.COLLECTION),
          documents,
          document);
    }
    return new Source(worker, uri);
  }

  /** The process that the stand-ins run in. */
  static WorkerProcess standIns(
      Installation installation, Running running, String name, List<String> jvmArgs) {
    return running.add(
        WorkerProcess.start(
            name,
            "dev.banyan.bench.standins.StandInWorker",
            installation.classPath("benchmarks/stand-ins"),
            jvmArgs,
            installation.work()));
  }

  /** What it gives to one cursor: nothing can be faster than that. */
  Metrics scan() {
    try (MongoClient client = MongoClients.create(uri)) {
      long started = System.nanoTime();
      long count = 0;
      for (RawBsonDocument document :
          client
              .getDatabase(Documents.DATABASE)
              .getCollection(Documents.COLLECTION, RawBsonDocument.class)
              .find()
              .batchSize(CURSOR_BATCH)) {
        count += document.getByteBuffer().remaining() > 0 ? 1 : 0;
      }
      return Metrics.NONE.with("documentsPerSecond", count * 1e9 / (System.nanoTime() - started));
    }
  }
}
