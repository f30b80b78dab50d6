package dev.banyan.publisher;

/** What Kinesis said of one record. */
sealed interface RecordAnswer {

  /** It is stored. */
  record Stored(String shardId, String sequenceNumber) implements RecordAnswer {}

  /** It is not stored, or nobody knows. */
  record Failed(RetryCause cause) implements RecordAnswer {}
}
