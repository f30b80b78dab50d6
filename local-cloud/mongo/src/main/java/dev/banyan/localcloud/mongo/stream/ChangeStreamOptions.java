package dev.banyan.localcloud.mongo.stream;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of the {@code $changeStream} stage. See <a
 * href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/changeStream/">$changeStream</a>.
 */
public record ChangeStreamOptions(
    FullDocument fullDocument,
    BeforeChange beforeChange,
    @Nullable Object resumeAfter,
    @Nullable Object startAfter,
    @Nullable BsonTimestamp startAtOperationTime,
    boolean allChangesForCluster) {

  private static final int BAD_VALUE = 2;
  private static final int UNKNOWN_FIELD = 40415;
  private static final int CONFLICTING_START = 40674;
  private static final Set<String> KNOWN =
      Set.of(
          "fullDocument",
          "fullDocumentBeforeChange",
          "resumeAfter",
          "startAfter",
          "startAtOperationTime",
          "allChangesForCluster",
          "showExpandedEvents");

  /** What an update event says of the whole document. */
  enum FullDocument {
    DEFAULT("default"),
    UPDATE_LOOKUP("updateLookup"),
    WHEN_AVAILABLE("whenAvailable"),
    REQUIRED("required");

    private final String option;

    FullDocument(String option) {
      this.option = option;
    }
  }

  /** What an event says of the document before the change. */
  enum BeforeChange {
    OFF("off"),
    WHEN_AVAILABLE("whenAvailable"),
    REQUIRED("required");

    private final String option;

    BeforeChange(String option) {
      this.option = option;
    }
  }

  public static ChangeStreamOptions parse(Document stage) {
    for (String field : stage.keySet()) {
      if (!KNOWN.contains(field)) {
        throw new MongoServerError(
            UNKNOWN_FIELD, "BSON field '$changeStream." + field + "' is an unknown field.");
      }
    }
    ChangeStreamOptions options =
        new ChangeStreamOptions(
            fullDocument(stage.getOrDefault("fullDocument", "default")),
            beforeChange(stage.getOrDefault("fullDocumentBeforeChange", "off")),
            stage.get("resumeAfter"),
            stage.get("startAfter"),
            (BsonTimestamp) stage.get("startAtOperationTime"),
            Boolean.TRUE.equals(stage.get("allChangesForCluster")));
    options.checkOneStart();
    return options;
  }

  private static FullDocument fullDocument(Object option) {
    for (FullDocument known : FullDocument.values()) {
      if (known.option.equals(option)) {
        return known;
      }
    }
    throw unknown("fullDocument", option);
  }

  private static BeforeChange beforeChange(Object option) {
    for (BeforeChange known : BeforeChange.values()) {
      if (known.option.equals(option)) {
        return known;
      }
    }
    throw unknown("fullDocumentBeforeChange", option);
  }

  private static MongoServerError unknown(String field, Object option) {
    return new MongoServerError(
        BAD_VALUE,
        "BadValue",
        "Enumeration value '"
            + option
            + "' for field '$changeStream."
            + field
            + "' is not a valid value.");
  }

  private void checkOneStart() {
    int starts = (resumeAfter == null ? 0 : 1) + (startAfter == null ? 0 : 1);
    if (starts + (startAtOperationTime == null ? 0 : 1) > 1) {
      throw new MongoServerError(
          CONFLICTING_START, "Only one type of resume option is allowed, but multiple were found.");
    }
  }
}
