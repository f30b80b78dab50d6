package dev.banyan.capture;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import java.util.List;
import java.util.Set;

/** Tells which of MongoDB's answers mean that there is no going on from a position. */
final class Gap {

  /**
   * InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost, and their forerunners:
   * resume token not found (40585), not in the oplog (40576), of another collection (40615), not a
   * token (40647, 50811).
   *
   * <p>Source: mongodb/mongo, {@code src/mongo/base/error_codes.yml} and {@code
   * document_source_change_stream*}.
   */
  private static final Set<Integer> POSITION_LOST =
      Set.of(260, 280, 286, 40576, 40585, 40615, 40647, 50811);

  private static final String FOR_GOOD = "NonResumableChangeStreamError";
  private static final int NO_REPLICA_SET = 40573;

  private Gap() {}

  static RuntimeException translated(MongoException e, List<String> collections) {
    if (POSITION_LOST.contains(e.getCode()) || e.hasErrorLabel(FOR_GOOD)) {
      return lost("MongoDB error " + e.getCode() + " for " + collections + ": " + reason(e));
    }
    return e.getCode() == NO_REPLICA_SET ? ServerFacts.noReplicaSet(collections).asException() : e;
  }

  private static String reason(MongoException e) {
    return e instanceof MongoCommandException refused
        ? refused.getErrorMessage()
        : String.valueOf(e.getMessage());
  }

  /** Nothing of the stream can be used. */
  static PositionLostException lost(String cause) {
    return new PositionLostException(message(cause));
  }

  /** Some collections were dropped, or replaced by a renamed one. */
  static PositionLostException replaced(
      String operation, List<String> collections, Checkpoint behind) {
    String cause = "'" + operation + "' of " + String.join(" to ", collections) + " is no event";
    return new PositionLostException(message(cause), collections, behind);
  }

  private static String message(String cause) {
    return "the change stream cannot be followed without a gap: "
        + cause
        + ". Copy the affected collections anew: banyan events resnapshot; the relay then goes on";
  }
}
