package dev.banyan.cli.cutover;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.BsonTimestamp;
import org.bson.Document;

/**
 * Puts a barrier document into the monolith's database, where the relay meets it in its own change
 * stream, and learns the position it got there.
 */
public final class MongoBarrier {

  /** Where heartbeats and barriers stand. */
  static final String COLLECTION = "banyan_markers";

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final MongoDatabase database;

  public MongoBarrier(MongoDatabase database) {
    this.database = database;
  }

  /**
   * Places a barrier.
   *
   * <p>The position is read from a change stream of this process that was opened before, since only
   * there does a write show its own cluster time: what the write's answer carries may be later.
   *
   * @return the barrier's position in source time
   * @throws IllegalStateException if it does not show within a second
   */
  public SourceVersion place(String capability) {
    MongoCollection<Document> markers = database.getCollection(COLLECTION);
    String id = UUID.randomUUID().toString();
    try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes =
        markers
            .watch(List.of(Aggregates.match(Filters.eq("documentKey._id", id))))
            .maxAwaitTime(50, TimeUnit.MILLISECONDS)
            .cursor()) {
      markers.insertOne(
          new Document("_id", id)
              .append("kind", "barrier")
              .append("capability", capability)
              .append("at", Date.from(Instant.now())));
      return await(changes);
    }
  }

  private static SourceVersion await(
      MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      ChangeStreamDocument<Document> change = changes.tryNext();
      if (change != null) {
        BsonTimestamp time = change.getClusterTime();
        if (time == null) {
          throw new IllegalStateException("the change stream names no cluster time");
        }
        return SourceVersion.ofClusterTime(time.getValue(), 0);
      }
    }
    throw new IllegalStateException(
        "the barrier did not show in the change stream within " + LIMIT);
  }
}
