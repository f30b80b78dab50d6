package dev.banyan.capture;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * The outbox as a stream of changes, where the server has none.
 *
 * <ol>
 *   <li>Entries are found in the order in which the server stored them, which on a standalone
 *       server, without transactions, is the order of their commits.
 *   <li>Each gets a version, from a clock that never goes back, and the version is stored in the
 *       entry before it is published: whoever finds it again uses the same.
 *   <li>Entries that have a version and are not acknowledged come first after a start. So the
 *       entries themselves are the position, and it cannot be lost.
 *   <li>Heartbeats and barriers are looked for before the entries and come after them.
 * </ol>
 *
 * Not thread-safe; one at a time, by the lease.
 */
final class OutboxPoller implements ChangeSource {

  private static final int BATCH = 500;
  private static final String VERSION = OutboxEntries.VERSION;

  private final MongoDatabase database;
  private final MongoCollection<BsonDocument> entries;
  private final Duration pause;
  private final InstantSource clock;
  private final Deque<ChangeStreamDocument<BsonDocument>> ready = new ArrayDeque<>();
  private final Set<BsonValue> markers = new HashSet<>();
  private SourceVersion last;
  private BsonValue heartbeat = new BsonString("");
  private boolean resumed;

  OutboxPoller(MongoDatabase database, Duration pause, Checkpoint from, InstantSource clock) {
    this.database = database;
    this.entries = database.getCollection(MongoOutbox.COLLECTION, BsonDocument.class);
    this.pause = pause;
    this.last = from.position();
    this.clock = clock;
  }

  /** Where a relay starts that has never run: nothing is behind it, every entry is yet to come. */
  static Checkpoint beginning(Instant now) {
    return new Checkpoint(null, SourceVersion.LOWEST.following(now));
  }

  @Override
  public Optional<ChangeStreamDocument<BsonDocument>> next() {
    if (ready.isEmpty()) {
      look();
    }
    if (ready.isEmpty()) {
      LockSupport.parkNanos(pause.toNanos());
    }
    return Optional.ofNullable(ready.poll());
  }

  private void look() {
    if (!resumed) {
      resumed = true;
      stamped();
    }
    List<BsonDocument> found = unseenMarkers();
    int before = ready.size();
    fresh();
    if (ready.size() - before < BATCH) { // else there may be entries before the markers' time
      found.forEach(marker -> ready.add(change(Markers.COLLECTION, marker, following())));
      found.forEach(this::seen);
    }
  }

  private void stamped() {
    for (BsonDocument entry :
        entries
            .find(Filters.and(Filters.exists(VERSION), OutboxEntries.unsent()))
            .sort(Sorts.ascending(VERSION))) {
      SourceVersion version = SourceVersion.parse(entry.getString(VERSION).getValue());
      last = version.compareTo(last) > 0 ? version : last;
      ready.add(change(MongoOutbox.COLLECTION, entry, version));
    }
  }

  private void fresh() {
    List<BsonDocument> found =
        entries
            .find(Filters.and(Filters.exists(VERSION, false), OutboxEntries.unsent()))
            .sort(new BsonDocument("$natural", new BsonInt32(1)))
            .limit(BATCH)
            .into(new ArrayList<>());
    if (found.isEmpty()) {
      return;
    }
    List<UpdateOneModel<BsonDocument>> stamps = new ArrayList<>(found.size());
    List<ChangeStreamDocument<BsonDocument>> changes = new ArrayList<>(found.size());
    for (BsonDocument entry : found) {
      SourceVersion version = following();
      stamps.add(
          new UpdateOneModel<>(
              Filters.and(Filters.eq("_id", entry.get("_id")), Filters.exists(VERSION, false)),
              Updates.set(VERSION, version.toString())));
      changes.add(change(MongoOutbox.COLLECTION, entry, version));
    }
    entries.bulkWrite(stamps);
    ready.addAll(changes);
  }

  private SourceVersion following() {
    last = last.following(clock.instant());
    return last;
  }

  private List<BsonDocument> unseenMarkers() {
    return database
        .getCollection(Markers.COLLECTION, BsonDocument.class)
        .find()
        .into(new ArrayList<>())
        .stream()
        .filter(
            marker ->
                Markers.isHeartbeat(marker)
                    ? !marker.getOrDefault("n", heartbeat).equals(heartbeat)
                    : !markers.contains(marker.get("_id")))
        .toList();
  }

  private void seen(BsonDocument marker) {
    if (Markers.isHeartbeat(marker)) {
      heartbeat = marker.getOrDefault("n", heartbeat);
    } else {
      markers.add(marker.get("_id"));
    }
  }

  private ChangeStreamDocument<BsonDocument> change(
      String collection, BsonDocument document, SourceVersion version) {
    BsonDocument namespace =
        new BsonDocument("db", new BsonString(database.getName()))
            .append("coll", new BsonString(collection));
    return ChangeDocuments.of(
        new BsonDocument("_id", new BsonDocument("polled", new BsonString(version.toString())))
            .append("operationType", new BsonString("insert"))
            .append("ns", namespace)
            .append("fullDocument", document)
            .append("documentKey", new BsonDocument("_id", document.get("_id")))
            .append("clusterTime", new BsonTimestamp(version.seconds() << 32 | version.increment()))
            .append("wallTime", new BsonDateTime(clock.instant().toEpochMilli())));
  }

  @Override
  public void close() {
    ready.clear();
  }
}
