package dev.banyan.capture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.events.Buckets;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats and barriers. Both are documents in a collection that the relay sees in its own
 * stream; met there, one becomes an event in every bucket, behind everything that was committed
 * before it.
 */
final class Markers {

  /** The collection of marker documents. */
  static final String COLLECTION = "banyan_markers";

  private static final String HEARTBEAT_ID = "heartbeat";
  private static final List<String> KEYS =
      IntStream.range(0, Buckets.COUNT).mapToObj(Markers::keyOf).toList();

  private Markers() {}

  /** A partition key that falls into the bucket. */
  private static String keyOf(int bucket) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "banyan-marker-" + i)
        .filter(key -> Buckets.of(key) == bucket)
        .findFirst()
        .orElseThrow();
  }

  /** Writes the next heartbeat. */
  static void beat(MongoDatabase database, Instant now) {
    MongoCollection<BsonDocument> markers = database.getCollection(COLLECTION, BsonDocument.class);
    markers.updateOne(
        Filters.eq("_id", HEARTBEAT_ID),
        Updates.combine(
            Updates.set("kind", HEARTBEAT_ID),
            Updates.set("at", new BsonDateTime(now.toEpochMilli())),
            Updates.inc("n", 1L)),
        new UpdateOptions().upsert(true));
  }

  static boolean isHeartbeat(BsonDocument marker) {
    return HEARTBEAT_ID.equals(textId(marker));
  }

  /** The events of a marker's change; none for other changes of the collection. */
  static List<Event> events(
      ChangeStreamDocument<BsonDocument> change, SourceVersion version, Instant now) {
    String id = textId(change.getDocumentKey());
    if (id == null || change.getOperationType() == OperationType.DELETE) {
      return List.of();
    }
    if (id.equals(HEARTBEAT_ID)) {
      return inEveryBucket(Event.HEARTBEAT, null, version, now);
    }
    boolean inserted = change.getOperationType() == OperationType.INSERT;
    return inserted ? inEveryBucket(Event.BARRIER, id, version, now) : List.of();
  }

  private static @Nullable String textId(@Nullable BsonDocument key) {
    BsonValue id = key == null ? null : key.get("_id");
    return id != null && id.isString() ? id.asString().getValue() : null;
  }

  private static List<Event> inEveryBucket(
      String type, @Nullable String barrier, SourceVersion version, Instant now) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("position", version.toString());
    if (barrier != null) {
      data.put("barrier", barrier);
    }
    return IntStream.range(0, Buckets.COUNT)
        .mapToObj(
            bucket ->
                new Event(
                    ChangeClock.eventId(version) + "-" + Buckets.outerKey(bucket),
                    Event.LEGACY,
                    type,
                    barrier == null ? HEARTBEAT_ID : barrier,
                    now,
                    KEYS.get(bucket),
                    version,
                    Event.Trace.NONE,
                    data))
        .toList();
  }
}
