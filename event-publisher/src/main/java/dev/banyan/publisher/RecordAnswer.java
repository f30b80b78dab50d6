package dev.banyan.publisher;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What Kinesis said of one record. */
sealed interface RecordAnswer {

  /** It is stored. */
  record Stored(String shardId, String sequenceNumber) implements RecordAnswer {}

  /** It is not stored, or nobody knows. */
  record Failed(RetryCause cause) implements RecordAnswer {}

  /** The answer to all records of a request whose answer did not come. */
  static List<RecordAnswer> unanswered(Request request) {
    return allFailed(request, RetryCause.UNANSWERED);
  }

  /** The same failure for all records of a request. */
  static List<RecordAnswer> allFailed(Request request, RetryCause cause) {
    return Collections.nCopies(request.records().size(), new Failed(cause));
  }

  /** Why all failed, if all did, and for one reason. */
  static Optional<RetryCause> commonFailure(List<RecordAnswer> answers) {
    RecordAnswer first = answers.get(0);
    return first instanceof Failed failed && answers.stream().allMatch(first::equals)
        ? Optional.of(failed.cause())
        : Optional.empty();
  }
}
