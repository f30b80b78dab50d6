package dev.banyan.localcloud.mongo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the change log.
 *
 * @param time cluster time: seconds in the upper half, increment in the lower
 * @param target the new name, for a rename
 */
record Change(
    long time,
    Instant wallTime,
    Kind kind,
    Namespace namespace,
    @Nullable Object id,
    Images images,
    @Nullable Namespace target) {

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

  long bytes() {
    return OVERHEAD_BYTES + images.bytes();
  }
}
