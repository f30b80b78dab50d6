package dev.banyan.capture;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * Tells the entries that stood in an outbox before a stream's beginning from those that the stream
 * gives, so that each has one version, however often the relay is killed.
 *
 * <ol>
 *   <li>Which entries are there is read after the beginning was noted.
 *   <li>Then the time is noted, a heartbeat written behind it, and the stream's inserts are read
 *       from the beginning until one is behind that time. Entries met there are the stream's.
 *   <li>The others are older. They get versions of the beginning's time, in the order in which the
 *       server stored them, and the versions are stored in the entries.
 *   <li>The checkpoint that says so is saved before anything is published. A kill before it begins
 *       this again; after it, an entry without a version is the stream's.
 * </ol>
 *
 * Not thread-safe.
 */
final class OlderEntries {

  /** Fewer than what versions can tell apart at one time. */
  private static final int MOST = 90_000;

  private static final int BATCH = 1_000;
  private static final long MAX_AWAIT_MILLIS = 200;

  private final MongoDatabase database;
  private final List<String> captured;
  private final int most;
  private final MongoCollection<BsonDocument> entries;

  /**
   * The entries of a database.
   *
   * @param captured the collections that are affected if the stream's position is lost
   */
  OlderEntries(MongoDatabase database, List<String> captured) {
    this(database, captured, MOST);
  }

  /** With another limit than versions set. */
  OlderEntries(MongoDatabase database, List<String> captured, int most) {
    this.database = database;
    this.captured = captured;
    this.most = most;
    this.entries =
        database
            .getCollection(MongoOutbox.COLLECTION, BsonDocument.class)
            .withReadPreference(ReadPreference.primary())
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(WriteConcern.MAJORITY);
  }

  /**
   * Gives older entries their versions.
   *
   * @param goOn false to give up
   * @return the beginning, at the highest of these versions
   * @throws LeaseLostException if it was given up
   * @throws CaptureException if there are more than versions can tell apart
   */
  Checkpoint stamp(Checkpoint beginning, BooleanSupplier goOn) {
    Set<BsonValue> older = unsent();
    if (!older.isEmpty()) {
      older.removeAll(given(older, beginning, goOn));
    }
    return new Checkpoint(null, stamp(older, beginning.position()), true);
  }

  private Set<BsonValue> unsent() {
    Set<BsonValue> ids = new LinkedHashSet<>();
    for (BsonDocument entry :
        entries
            .find(OutboxEntries.unsent())
            .projection(Projections.include("_id"))
            .sort(new BsonDocument("$natural", new BsonInt32(1)))
            .limit(most + 1)) {
      ids.add(entry.get("_id"));
    }
    if (ids.size() > most) {
      throw new CaptureException(
          String.format(
              Locale.ROOT,
              "the outbox holds more than %,d entries from before the relay's start, which is more"
                  + " than versions can tell apart; publish them with banyan events resnapshot"
                  + " --outbox --collection %s, then start the relay anew",
              most,
              MongoOutbox.COLLECTION));
    }
    return ids;
  }

  /** Those of the entries that the stream gives. */
  private Set<BsonValue> given(Set<BsonValue> found, Checkpoint beginning, BooleanSupplier goOn) {
    BsonTimestamp read = ChangeStreamCapture.now(database).clusterTime();
    Markers.beat(database, Instant.now());
    Set<BsonValue> given = new LinkedHashSet<>();
    try (MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> inserts = inserts(beginning)) {
      while (goOn.getAsBoolean()) {
        ChangeStreamDocument<BsonDocument> change = inserts.tryNext();
        if (change == null || change.getClusterTime() == null) {
          continue;
        }
        if (change.getClusterTime().compareTo(read) > 0) {
          return given;
        }
        BsonValue id = change.getDocumentKey() == null ? null : change.getDocumentKey().get("_id");
        if (found.contains(id)) {
          given.add(id);
        }
      }
    } catch (MongoException e) {
      throw Gap.translated(e, captured);
    }
    throw new LeaseLostException("the lease was lost or the relay is closing");
  }

  private MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> inserts(Checkpoint from) {
    Bson covering =
        Filters.or(
            Filters.eq("ns.coll", Markers.COLLECTION),
            Filters.and(
                Filters.eq("ns.coll", MongoOutbox.COLLECTION),
                Filters.eq("operationType", "insert")));
    Bson keys = Projections.include("operationType", "ns", "documentKey", "clusterTime");
    return database
        .watch(List.of(Aggregates.match(covering), Aggregates.project(keys)), BsonDocument.class)
        .startAtOperationTime(from.clusterTime())
        .maxAwaitTime(MAX_AWAIT_MILLIS, TimeUnit.MILLISECONDS)
        .cursor();
  }

  private SourceVersion stamp(Set<BsonValue> older, SourceVersion beginning) {
    SourceVersion last = beginning;
    List<UpdateOneModel<BsonDocument>> stamps = new ArrayList<>();
    for (BsonValue id : older) {
      last = new SourceVersion(last.seconds(), last.increment(), last.ordinal() + 1);
      stamps.add(
          new UpdateOneModel<>(
              Filters.eq("_id", id), Updates.set(OutboxEntries.VERSION, last.toString())));
      if (stamps.size() == BATCH) {
        entries.bulkWrite(stamps);
        stamps.clear();
      }
    }
    if (!stamps.isEmpty()) {
      entries.bulkWrite(stamps);
    }
    return last;
  }
}
