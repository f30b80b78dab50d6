package dev.banyan.capture;

import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.events.SourceVersion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonTimestamp;

/**
 * One database's change stream from a checkpoint on. An update has its document as it was then,
 * where the collection keeps post-images, else as it is when it is read.
 *
 * <p>An event above 16 MB comes in fragments where the server can split it. Where it cannot, it
 * answers BSONObjectTooLarge, and the stream is read past it in three steps: once more one by one,
 * so that the events before it come whole; then that event without its documents, with a document
 * read by its key; then as before. Not thread-safe.
 */
final class ChangeStreamCapture implements ChangeSource {

  private static final int TOO_LARGE = 10334;
  private static final int KEY_TRIES = 50;

  /** Opens cursors behind a checkpoint. */
  interface Cursors {
    /** Whole events. */
    MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> open(
        Checkpoint from, boolean oneByOne);

    /** Events without documents. */
    MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> openKeys(Checkpoint from);
  }

  /** Reads a changed document as it is now; empty if it is gone. */
  interface Lookup {
    Optional<BsonDocument> find(ChangeStreamDocument<BsonDocument> change);
  }

  private final Cursors cursors;
  private final Lookup lookup;
  private final List<String> collections;
  private final SplitEvents split = new SplitEvents();
  private MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor;
  private Checkpoint last;
  private boolean oneByOne;

  private ChangeStreamCapture(
      Cursors cursors, Lookup lookup, List<String> collections, Checkpoint from) {
    this.cursors = cursors;
    this.lookup = lookup;
    this.collections = collections;
    this.last = from;
    this.cursor = cursors.open(from, false);
  }

  /**
   * Opens the stream behind a checkpoint.
   *
   * @throws PositionLostException if it is not in the server's history any more
   */
  static ChangeStreamCapture open(
      Cursors cursors, Lookup lookup, List<String> collections, Checkpoint from) {
    try {
      return new ChangeStreamCapture(cursors, lookup, collections, from);
    } catch (MongoException e) {
      throw Gap.translated(e, collections);
    }
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
      throw ServerFacts.noReplicaSet("of " + database.getName()).asException();
    }
    return new Checkpoint(null, versionOf(reply.getTimestamp("operationTime")));
  }

  private static SourceVersion versionOf(BsonTimestamp time) {
    return SourceVersion.ofClusterTime(time.getValue(), 0);
  }

  @Override
  public Optional<ChangeStreamDocument<BsonDocument>> next() {
    try {
      return read();
    } catch (MongoException e) {
      if (e.getCode() != TOO_LARGE) {
        throw Gap.translated(e, collections);
      }
      return pastLarge(e);
    }
  }

  private Optional<ChangeStreamDocument<BsonDocument>> read() {
    ChangeStreamDocument<BsonDocument> part = cursor.tryNext();
    if (part == null && cursor.getServerCursor() == null) {
      throw Gap.lost("the change stream was closed by the server");
    }
    Optional<ChangeStreamDocument<BsonDocument>> change =
        part == null ? Optional.empty() : split.add(part);
    change.ifPresent(this::follow);
    return change.map(this::complete);
  }

  /** A collection without post-images, or one whose image has expired. */
  private ChangeStreamDocument<BsonDocument> complete(ChangeStreamDocument<BsonDocument> change) {
    boolean lacks =
        change.getOperationType() == OperationType.UPDATE
            && change.getFullDocument() == null
            && change.getNamespace() != null
            && collections.contains(change.getNamespace().getCollectionName());
    return lacks ? withDocument(change) : change;
  }

  private void follow(ChangeStreamDocument<BsonDocument> change) {
    checkFollowable(change);
    BsonTimestamp time = change.getClusterTime();
    last =
        new Checkpoint(change.getResumeToken(), time == null ? last.position() : versionOf(time));
  }

  private Optional<ChangeStreamDocument<BsonDocument>> pastLarge(MongoException cause) {
    cursor.close();
    try {
      if (!oneByOne) {
        oneByOne = true;
        cursor = cursors.open(last, true);
        return Optional.empty();
      }
      ChangeStreamDocument<BsonDocument> change = withoutDocuments(cause);
      follow(change);
      oneByOne = false;
      cursor = cursors.open(last, false);
      return Optional.of(withDocument(change));
    } catch (MongoException e) {
      throw Gap.translated(e, collections);
    }
  }

  private ChangeStreamDocument<BsonDocument> withoutDocuments(MongoException cause) {
    try (MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> keys =
        cursors.openKeys(last)) {
      for (int i = 0; i < KEY_TRIES; i++) {
        ChangeStreamDocument<BsonDocument> change = keys.tryNext();
        if (change != null) {
          return change;
        }
      }
    }
    throw cause;
  }

  private ChangeStreamDocument<BsonDocument> withDocument(
      ChangeStreamDocument<BsonDocument> change) {
    BsonDocument document = lookup.find(change).orElse(null);
    BsonDocument event = ChangeDocuments.toBson(change);
    event.put("fullDocument", document == null ? BsonNull.VALUE : document);
    return ChangeDocuments.of(event);
  }

  private void checkFollowable(ChangeStreamDocument<BsonDocument> change) {
    OperationType type = change.getOperationType();
    if (type == null || isMarkerCollection(change)) {
      return;
    }
    switch (type) {
      case DROP, RENAME -> throw replaced(change);
      case INVALIDATE, DROP_DATABASE ->
          throw Gap.lost("'" + change.getOperationTypeString() + "' is no event");
      default -> {}
    }
  }

  /** The stream of the other collections goes on behind this. */
  private PositionLostException replaced(ChangeStreamDocument<BsonDocument> change) {
    List<String> affected =
        Stream.of(change.getNamespace(), change.getDestinationNamespace())
            .filter(Objects::nonNull)
            .map(MongoNamespace::getCollectionName)
            .toList();
    BsonTimestamp time = change.getClusterTime();
    return Gap.replaced(
        change.getOperationTypeString(),
        affected,
        new Checkpoint(change.getResumeToken(), time == null ? last.position() : versionOf(time)));
  }

  private static boolean isMarkerCollection(ChangeStreamDocument<BsonDocument> change) {
    return change.getNamespace() != null
        && change.getNamespace().getCollectionName().equals(Markers.COLLECTION);
  }

  @Override
  public void close() {
    cursor.close();
  }
}
