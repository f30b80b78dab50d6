package dev.banyan.capture.operations;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.ChangeDocuments;
import dev.banyan.capture.DeadLetters;
import dev.banyan.capture.LostPosition;
import dev.banyan.capture.Relay;
import dev.banyan.capture.RelayRecord;
import dev.banyan.capture.mapping.ChangeMapper;
import dev.banyan.capture.mapping.EventMapper;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingOutcome;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.publisher.EventSink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * Closes a gap in capture: publishes the state that the affected collections have now.
 *
 * <ol>
 *   <li>Note a position S: the time of a majority read, before everything else is read.
 *   <li>Publish every document as a put event with version S, in the order of {@code _id}, and keep
 *       how far the acknowledgements have got. A document that changes after S is also in the
 *       stream behind S, with a higher version.
 *   <li>Now whatever the other side holds with a version below S is gone: each document that is
 *       there has an event of S, or comes with a higher version. So publish a deleted event with
 *       version S for each such item. It travels behind the puts of its key and applies only over a
 *       lower version, so one too many does no harm.
 *   <li>Publish what is left in the outbox, in the order in which the server stored it.
 *   <li>Let the relay go on from S, or behind what ended the stream for these collections only.
 * </ol>
 *
 * A crash anywhere repeats some events with the same versions. The legacy side has to own the
 * capability: its state must not be published over the service's. Confined to one thread;
 * interrupting it stops the run, and another run goes on.
 */
public final class Resnapshot {

  private static final int SAVE_EVERY = 500;
  private static final String TAG = "_banyan";

  private final MongoDatabase database;
  private final CaptureConfig config;
  private final EventSink sink;
  private final ResnapshotOptions options;
  private final DeadLetters deadLetters;

  /** A resnapshot; the client and the sink stay the caller's to close. */
  public Resnapshot(
      MongoClient client, CaptureConfig config, EventSink sink, ResnapshotOptions options) {
    this.database = client.getDatabase(config.database());
    this.config = config;
    this.sink = sink;
    this.options = options;
    this.deadLetters = new DeadLetters(database);
  }

  /** What was lost, if anything was. */
  public Optional<LostPosition> lost() {
    return Relay.record(database).map(RelayRecord::lost);
  }

  /** The collections that a run copies; none if nothing was lost and none are named. */
  public List<String> affected() {
    TreeSet<String> names = new TreeSet<>(options.collections());
    if (names.isEmpty()) {
      lost().ifPresent(lost -> names.addAll(lost.collections()));
    }
    names.retainAll(config.mappers().keySet());
    return List.copyOf(names);
  }

  /**
   * Runs to the end.
   *
   * @param held finds deletions that fell into the gap
   * @throws IllegalStateException if it was stopped; start it again to go on
   */
  public ResnapshotReport run(HeldItems held) {
    List<String> names = affected();
    Optional<SnapshotProgress> stopped = SnapshotProgress.load(database, names);
    SnapshotProgress progress =
        stopped.orElseGet(() -> SnapshotProgress.begin(database, position(), names));
    SnapshotSink out = new SnapshotSink(sink, options);
    Map<String, ChangeMapper> mappers = config.mappers();
    progress.left().stream()
        .filter(name -> !name.equals(MongoOutbox.COLLECTION))
        .forEach(name -> copy(name, Objects.requireNonNull(mappers.get(name)), progress, out));
    long[] swept = sweep(names, held, progress.floor(), out);
    long entries = names.contains(MongoOutbox.COLLECTION) ? entries(out) : 0;
    boolean goesOn = covers(names) && Relay.goOn(database, progress.floor());
    progress.end();
    return new ResnapshotReport(
        progress.floor(),
        names,
        stopped.isPresent(),
        progress.read(),
        progress.puts() + entries,
        swept[0],
        progress.setAside() + swept[1],
        goesOn);
  }

  /** Only a copy of everything that was lost closes the gap. */
  private boolean covers(List<String> names) {
    return lost().map(lost -> names.containsAll(lost.collections())).orElse(false);
  }

  /** A plain command's time may be ahead of what majority reads show; this one's is not. */
  private SourceVersion position() {
    BsonDocument reply =
        database.runCommand(
            BsonDocument.parse(
                "{find: 'banyan_relay', limit: 1, readConcern: {level: 'majority'}}"),
            BsonDocument.class);
    if (!reply.isTimestamp("operationTime")) {
      throw new IllegalStateException(
          "MongoDB is no replica set: there is no stream to close a gap in");
    }
    return SourceVersion.ofClusterTime(reply.getTimestamp("operationTime").getValue(), 0);
  }

  private void copy(String name, ChangeMapper mapper, SnapshotProgress progress, SnapshotSink out) {
    MongoCollection<BsonDocument> documents =
        database.getCollection(name, BsonDocument.class).withReadConcern(ReadConcern.MAJORITY);
    int unsaved = 0;
    try (MongoCursor<BsonDocument> cursor =
        documents.find(AfterId.filter(progress.last())).sort(Sorts.ascending("_id")).cursor()) {
      while (cursor.hasNext()) {
        out.pace();
        BsonDocument document = cursor.next();
        copy(document, mapper, progress, out);
        if (++unsaved == SAVE_EVERY) {
          unsaved = 0;
          out.flush();
          progress.reached(Objects.requireNonNull(document.get("_id")));
        }
      }
    }
    out.flush();
    progress.finished(name);
  }

  private void copy(
      BsonDocument document, ChangeMapper mapper, SnapshotProgress progress, SnapshotSink out) {
    document.remove(TAG); // what reverse replication once wrote is legacy's own by now
    ChangeStreamDocument<BsonDocument> change =
        asInsert(mapper.collection(), document, progress.floor());
    MappingOutcome outcome =
        mapper.map(change, eventId(mapper.collection(), document, progress), progress.floor());
    if (outcome instanceof Mapped mapped) {
      boolean aside = false;
      for (Event event : mapped.events()) {
        Optional<String> refused = out.publish(event);
        refused.ifPresent(cause -> setAside(change, event.id(), mapper, progress, cause));
        aside |= refused.isPresent();
      }
      progress.count(mapped.events().size(), aside);
    } else if (outcome instanceof Unmappable unmappable) {
      String id = eventId(mapper.collection(), document, progress);
      setAside(change, id, mapper, progress, unmappable.cause());
      progress.count(0, true);
    } else {
      progress.count(0, false);
    }
  }

  private void setAside(
      ChangeStreamDocument<BsonDocument> change,
      String id,
      ChangeMapper mapper,
      SnapshotProgress progress,
      String cause) {
    deadLetters.add(change, id, progress.floor(), mapper.capability(), cause);
  }

  private static String eventId(
      String collection, BsonDocument document, SnapshotProgress progress) {
    String key = new BsonDocument("_id", document.get("_id")).toJson();
    return "snapshot-" + progress.floor() + "-" + collection + "-" + key;
  }

  private ChangeStreamDocument<BsonDocument> asInsert(
      String collection, BsonDocument document, SourceVersion version) {
    BsonValue id = document.get("_id");
    return ChangeDocuments.of(
        new BsonDocument("_id", new BsonDocument("snapshot", new BsonString(version.toString())))
            .append("operationType", new BsonString("insert"))
            .append(
                "ns",
                new BsonDocument("db", new BsonString(database.getName()))
                    .append("coll", new BsonString(collection)))
            .append("documentKey", new BsonDocument("_id", id))
            .append("fullDocument", document)
            .append(
                "clusterTime", new BsonTimestamp(version.seconds() << 32 | version.increment())));
  }

  private long[] sweep(List<String> names, HeldItems held, SourceVersion floor, SnapshotSink out) {
    long[] counts = {0, 0};
    for (EventMapping mapping : config.mappings()) {
      if (names.contains(mapping.collection())) {
        EventMapper mapper = new EventMapper(mapping);
        String id = "snapshot-" + floor + "-" + mapping.collection();
        held.forEach(
            mapping.collection(),
            floor,
            item -> {
              out.pace();
              boolean published =
                  mapper.deletion(item, id, floor, Instant.now()) instanceof Mapped mapped
                      && out.publish(mapped.events().get(0)).isEmpty();
              counts[published ? 0 : 1]++;
            });
      }
    }
    out.flush();
    return counts;
  }

  private long entries(SnapshotSink out) {
    return new OutboxLeftovers(database, config).publish(out, this::position);
  }
}
