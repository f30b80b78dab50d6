package dev.banyan.capture;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.banyan.capture.outbox.MongoOutbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Opens cursors on one database's change stream, restricted to the mapped collections, the entries
 * of the outbox and the markers. Wants MongoDB 4.2 or newer. Not thread-safe.
 */
final class ChangeStreams implements ChangeStreamCapture.Cursors {

  /** The server answers sooner when there is a change; this is for the relay to look around. */
  private static final long MAX_AWAIT_MILLIS = 200;

  /** UnrecognizedStage: the server is older than 6.0.9, or no MongoDB. */
  private static final int UNKNOWN_STAGE = 40324;

  private final MongoDatabase database;
  private final List<String> collections;
  private final boolean outbox;
  private final boolean preImages;
  private final FullDocument after;
  private boolean splits;

  /** Cursors as the collections are now: whether they keep images is asked once. */
  ChangeStreams(MongoDatabase database, CaptureConfig config, ServerFacts server) {
    this(database, config.collections(), config.outbox().enabled(), server.hasPreImages());
    this.splits = server.hasPreImages();
  }

  private ChangeStreams(
      MongoDatabase database, List<String> collections, boolean outbox, boolean preImages) {
    this.database = database;
    this.collections = collections;
    this.outbox = outbox;
    this.preImages = preImages;
    this.after = after();
  }

  /**
   * A stream has one choice for all of its collections. Where some keep post-images these are
   * taken, and the other documents are read by {@link ChangeStreamCapture}, one by one.
   */
  private FullDocument after() {
    boolean some = preImages && !ImagedCollections.of(database, collections).isEmpty();
    return some ? FullDocument.WHEN_AVAILABLE : FullDocument.UPDATE_LOOKUP;
  }

  @Override
  public MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> open(
      Checkpoint from, boolean oneByOne) {
    try {
      return full(from, oneByOne);
    } catch (MongoCommandException e) {
      if (!splits || e.getErrorCode() != UNKNOWN_STAGE) {
        throw e;
      }
      splits = false;
      return full(from, oneByOne);
    }
  }

  private MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> full(
      Checkpoint from, boolean oneByOne) {
    List<Bson> pipeline = new ArrayList<>();
    pipeline.add(Aggregates.match(covering()));
    if (splits) {
      pipeline.add(new BsonDocument("$changeStreamSplitLargeEvent", new BsonDocument()));
    }
    ChangeStreamIterable<BsonDocument> stream =
        database
            .watch(pipeline, BsonDocument.class)
            .fullDocument(after)
            .maxAwaitTime(MAX_AWAIT_MILLIS, TimeUnit.MILLISECONDS);
    if (preImages) {
      stream = stream.fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE);
    }
    return at(oneByOne ? stream.batchSize(1) : stream, from);
  }

  @Override
  public MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> openKeys(Checkpoint from) {
    Bson keys =
        Projections.include(
            "operationType",
            "ns",
            "to",
            "documentKey",
            "clusterTime",
            "wallTime",
            "updateDescription.updatedFields._banyan");
    return at(
        database
            .watch(
                List.of(Aggregates.match(covering()), Aggregates.project(keys)), BsonDocument.class)
            .batchSize(1)
            .maxAwaitTime(MAX_AWAIT_MILLIS, TimeUnit.MILLISECONDS),
        from);
  }

  private static MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> at(
      ChangeStreamIterable<BsonDocument> stream, Checkpoint from) {
    return (from.token() == null
            ? stream.startAtOperationTime(from.clusterTime())
            : stream.startAfter(from.token()))
        .cursor();
  }

  /** The mapped collections, what replaces one of them by renaming, and what ends the stream. */
  private Bson covering() {
    List<String> seen = new ArrayList<>(collections);
    seen.add(Markers.COLLECTION);
    List<Bson> wanted = new ArrayList<>();
    wanted.add(Filters.in("ns.coll", seen));
    List<String> targets = new ArrayList<>(collections);
    if (outbox) { // what the relay itself does to acknowledged entries is left out
      wanted.add(
          Filters.and(
              Filters.eq("ns.coll", MongoOutbox.COLLECTION),
              Filters.in("operationType", "insert", "drop", "rename")));
      targets.add(MongoOutbox.COLLECTION);
    }
    wanted.add(Filters.in("to.coll", targets));
    wanted.add(Filters.in("operationType", "invalidate", "dropDatabase"));
    return Filters.or(wanted);
  }
}
