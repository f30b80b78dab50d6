package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the change log.
 *
 * @param at cluster time and place inside its transaction
 * @param origin the transaction that made it, if one did
 */
record Change(LogPosition at, Instant wallTime, Draft draft, @Nullable Origin origin) {

  /** What an entry costs besides its images; an estimate. */
  private static final int OVERHEAD_BYTES = 200;

  /** Operation types, by the names that change events use. */
  enum Kind {
    INSERT("insert"),
    UPDATE("update"),
    REPLACE("replace"),
    DELETE("delete"),
    DROP("drop"),
    RENAME("rename"),
    DROP_DATABASE("dropDatabase");

    private final String operationType;

    Kind(String operationType) {
      this.operationType = operationType;
    }

    String operationType() {
      return operationType;
    }
  }

  /**
   * Parts of a change as BSON.
   *
   * @param before the pre-image, if the collection keeps images
   * @param after the document: always for insert and replace, for update if images are kept
   * @param description updateDescription of an update
   */
  record Images(byte @Nullable [] before, byte @Nullable [] after, byte @Nullable [] description) {

    static final Images NONE = new Images(null, null, null);

    private long bytes() {
      return size(before) + size(after) + size(description);
    }

    private static long size(byte @Nullable [] part) {
      return part == null ? 0 : part.length;
    }
  }

  /**
   * A change that has no time yet.
   *
   * @param target the new name, for a rename
   */
  record Draft(
      Kind kind,
      Namespace namespace,
      @Nullable Object id,
      Images images,
      @Nullable Namespace target) {}

  /** The session and number of a transaction. */
  record Origin(Document lsid, long txnNumber) {}

  Kind kind() {
    return draft.kind();
  }

  Namespace namespace() {
    return draft.namespace();
  }

  @Nullable Object id() {
    return draft.id();
  }

  Images images() {
    return draft.images();
  }

  @Nullable Namespace target() {
    return draft.target();
  }

  long time() {
    return at.time();
  }

  long bytes() {
    return OVERHEAD_BYTES + images().bytes();
  }
}
