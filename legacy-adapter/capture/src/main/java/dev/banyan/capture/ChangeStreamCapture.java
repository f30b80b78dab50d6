package dev.banyan.capture;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.events.SourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.conversions.Bson;

/**
 * One database's change stream, restricted to the mapped collections and the markers, from a
 * checkpoint on. Wants MongoDB 6.0 or newer, as a replica set or a sharded cluster. Not
 * thread-safe.
 */
final class ChangeStreamCapture implements AutoCloseable {

  private static final long MAX_AWAIT_MILLIS = 200;

  /**
   * MongoDB's ways of saying that there is no going on from a position: InvalidResumeToken,
   * ChangeStreamFatalError, ChangeStreamHistoryLost, the same before 4.2, BSONObjectTooLarge.
   */
  private static final Set<Integer> POSITION_LOST = Set.of(260, 280, 286, 40576, 10334);

  private static final int NO_REPLICA_SET = 40573;

  private final MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor;
  private final List<String> collections;

  private ChangeStreamCapture(
      MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor,
      List<String> collections) {
    this.cursor = cursor;
    this.collections = collections;
  }

  /**
   * Opens the stream behind a checkpoint.
   *
   * @throws PositionLostException if it is not in the server's history any more
   */
  static ChangeStreamCapture open(
      MongoDatabase database, List<String> collections, Checkpoint from) {
    ChangeStreamIterable<BsonDocument> stream =
        database
            .watch(List.of(Aggregates.match(covering(collections))), BsonDocument.class)
            .fullDocument(FullDocument.UPDATE_LOOKUP)
            .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE)
            .maxAwaitTime(MAX_AWAIT_MILLIS, TimeUnit.MILLISECONDS);
    try {
      return new ChangeStreamCapture(
          (from.token() == null
                  ? stream.startAtOperationTime(from.clusterTime())
                  : stream.startAfter(from.token()))
              .cursor(),
          collections);
    } catch (MongoException e) {
      throw translated(e, collections);
    }
  }

  /** The mapped collections, what replaces one of them by renaming, and what ends the stream. */
  private static Bson covering(List<String> collections) {
    List<String> seen = new ArrayList<>(collections);
    seen.add(Markers.COLLECTION);
    return Filters.or(
        Filters.in("ns.coll", seen),
        Filters.in("to.coll", collections),
        Filters.in("operationType", "invalidate", "dropDatabase"));
  }

  /**
   * The cluster time now: everything that is written after this call is at or behind it.
   *
   * @throws CaptureException if the server has no cluster time, because it is no replica set
   */
  static Checkpoint now(MongoDatabase database) {
    BsonDocument reply =
        database.runCommand(new BsonDocument("ping", new BsonInt32(1)), BsonDocument.class);
    if (!reply.isTimestamp("operationTime")) {
      throw new CaptureException(noReplicaSet());
    }
    BsonTimestamp time = reply.getTimestamp("operationTime");
    return new Checkpoint(null, SourceVersion.ofClusterTime(time.getValue(), 0));
  }

  private static String noReplicaSet() {
    return "MongoDB runs as a standalone server, which has no change streams; start it as a replica"
        + " set (--replSet rs0, then rs.initiate()), one member is enough";
  }

  /**
   * The next change; empty if there was none for a moment.
   *
   * @throws PositionLostException if there is no going on without a gap
   */
  Optional<ChangeStreamDocument<BsonDocument>> next() {
    try {
      ChangeStreamDocument<BsonDocument> change = cursor.tryNext();
      if (change == null && cursor.getServerCursor() == null) {
        throw new PositionLostException(gap("the change stream was closed by the server"));
      }
      if (change != null) {
        checkFollowable(change);
      }
      return Optional.ofNullable(change);
    } catch (MongoException e) {
      throw translated(e, collections);
    }
  }

  private void checkFollowable(ChangeStreamDocument<BsonDocument> change) {
    OperationType type = change.getOperationType();
    if (type == null || isMarkerCollection(change)) {
      return;
    }
    switch (type) {
      case INVALIDATE, DROP_DATABASE, DROP, RENAME ->
          throw new PositionLostException(gap(what(change)));
      default -> {}
    }
  }

  private static boolean isMarkerCollection(ChangeStreamDocument<BsonDocument> change) {
    return change.getNamespace() != null
        && change.getNamespace().getCollectionName().equals(Markers.COLLECTION);
  }

  private static String what(ChangeStreamDocument<BsonDocument> change) {
    String target =
        change.getDestinationNamespace() == null
            ? ""
            : " to " + change.getDestinationNamespace().getCollectionName();
    String subject =
        change.getNamespace() == null ? "" : " of " + change.getNamespace().getCollectionName();
    return "'" + change.getOperationTypeString() + "'" + subject + target + " is no event";
  }

  private static RuntimeException translated(MongoException e, List<String> collections) {
    if (POSITION_LOST.contains(e.getCode())) {
      return new PositionLostException(
          gap("MongoDB error " + e.getCode() + " for " + collections + ": " + reason(e)));
    }
    return e.getCode() == NO_REPLICA_SET ? new CaptureException(noReplicaSet()) : e;
  }

  private static String reason(MongoException e) {
    return e instanceof MongoCommandException refused
        ? refused.getErrorMessage()
        : String.valueOf(e.getMessage());
  }

  private static String gap(String cause) {
    return "the change stream cannot be followed without a gap: "
        + cause
        + ". Copy the affected collections anew, then let the relay forget its position";
  }

  @Override
  public void close() {
    cursor.close();
  }
}
