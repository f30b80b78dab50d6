package dev.banyan.publisher;

/** Why a record had to be sent again. */
public enum RetryCause {
  /** The shard's throughput was exceeded. */
  THROTTLED,
  /** Kinesis failed on its side, for this record or the whole request. */
  FAILED,
  /** No answer came, so that the record may be stored already. */
  UNANSWERED,
  /** Kinesis refused the request: the stream is missing, or access is denied. */
  REFUSED
}
