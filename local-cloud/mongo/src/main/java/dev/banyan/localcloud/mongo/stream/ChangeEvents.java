package dev.banyan.localcloud.mongo.stream;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.bson.Bson;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.Namespace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes into change events. See <a
 * href="https://www.mongodb.com/docs/manual/reference/change-events/">Change Events</a>.
 */
public final class ChangeEvents {

  /** Finds the present state of a document. */
  @FunctionalInterface
  public interface Lookup {
    @Nullable Document find(Namespace namespace, @Nullable Object id);
  }

  private static final int NO_MATCHING_DOCUMENT = 47;

  private final ChangeStreamOptions options;
  private final Lookup lookup;

  public ChangeEvents(ChangeStreamOptions options, Lookup lookup) {
    this.options = options;
    this.lookup = lookup;
  }

  static Document invalidate(ResumeToken token) {
    return head("invalidate", token).append("wallTime", wallTimeOf(token.at().time()));
  }

  private static Instant wallTimeOf(long time) {
    return Instant.ofEpochSecond(time >>> 32);
  }

  private static Document head(String operationType, ResumeToken token) {
    return new Document("_id", token.toDocument())
        .append("operationType", operationType)
        .append("clusterTime", new BsonTimestamp(token.at().time()));
  }

  Document of(Change change, ResumeToken token) {
    Document event =
        head(change.kind().operationType(), token).append("wallTime", change.wallTime());
    Change.Origin origin = change.origin();
    if (origin != null) {
      event.append("lsid", origin.lsid()).append("txnNumber", origin.txnNumber());
    }
    switch (change.kind()) {
      case INSERT, REPLACE -> event.append("fullDocument", decode(change.images().after()));
      case UPDATE -> addFullDocument(change, event);
      default -> {}
    }
    event.append("ns", change.namespace().toDocument());
    addKey(change, event);
    addBeforeChange(change, event);
    return event;
  }

  private static void addKey(Change change, Document event) {
    switch (change.kind()) {
      case INSERT, UPDATE, REPLACE, DELETE ->
          event.append("documentKey", new Document("_id", change.id()));
      default -> {}
    }
    Namespace target = change.target();
    if (target != null) {
      event.append("to", target.toDocument());
    }
    byte[] description = change.images().description();
    if (description != null) {
      event.append("updateDescription", Bson.decode(description));
    }
  }

  private void addFullDocument(Change change, Document event) {
    byte[] after = change.images().after();
    switch (options.fullDocument()) {
      case DEFAULT -> {}
      case UPDATE_LOOKUP ->
          event.append("fullDocument", lookup.find(change.namespace(), change.id()));
      case WHEN_AVAILABLE -> event.append("fullDocument", decode(after));
      case REQUIRED -> event.append("fullDocument", required("post-image", after, event));
    }
  }

  private void addBeforeChange(Change change, Document event) {
    boolean changesPresent =
        change.kind() == Change.Kind.UPDATE
            || change.kind() == Change.Kind.REPLACE
            || change.kind() == Change.Kind.DELETE;
    if (!changesPresent) {
      return;
    }
    byte[] before = change.images().before();
    switch (options.beforeChange()) {
      case OFF -> {}
      case WHEN_AVAILABLE -> event.append("fullDocumentBeforeChange", decode(before));
      case REQUIRED ->
          event.append("fullDocumentBeforeChange", required("pre-image", before, event));
    }
  }

  private static @Nullable Document decode(byte @Nullable [] bytes) {
    return bytes == null ? null : Bson.decode(bytes);
  }

  private static Document required(String image, byte @Nullable [] bytes, Document event) {
    if (bytes == null) {
      throw new MongoServerError(
          NO_MATCHING_DOCUMENT,
          "NoMatchingDocument",
          "Change stream was configured to require a "
              + image
              + " for all update, delete and replace events, but the "
              + image
              + " was not found for event: "
              + event);
    }
    return Bson.decode(bytes);
  }
}
