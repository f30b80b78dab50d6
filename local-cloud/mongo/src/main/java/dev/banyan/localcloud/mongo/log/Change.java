package dev.banyan.localcloud.mongo.log;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the change log.
 *
 * @param at cluster time and place inside its transaction
 * @param origin the transaction that made it, if one did
 */
public record Change(LogPosition at, Instant wallTime, Draft draft, @Nullable Origin origin) {

  /** What an entry costs besides its images; an estimate. */
  private static final int OVERHEAD_BYTES = 200;

  /** Operation types, by the names that change events use. */
  public enum Kind {
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

    public String operationType() {
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
  public record Images(
      byte @Nullable [] before, byte @Nullable [] after, byte @Nullable [] description) {

    public static final Images NONE = new Images(null, null, null);

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
  public record Draft(
      Kind kind,
      Namespace namespace,
      @Nullable Object id,
      Images images,
      @Nullable Namespace target) {}

  /** The session and number of a transaction. */
  public record Origin(Document lsid, long txnNumber) {}

  public Kind kind() {
    return draft.kind();
  }

  public Namespace namespace() {
    return draft.namespace();
  }

  public @Nullable Object id() {
    return draft.id();
  }

  public Images images() {
    return draft.images();
  }

  public @Nullable Namespace target() {
    return draft.target();
  }

  long time() {
    return at.time();
  }

  public long bytes() {
    return OVERHEAD_BYTES + images().bytes();
  }
}
