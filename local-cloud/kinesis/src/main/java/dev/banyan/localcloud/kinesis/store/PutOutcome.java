package dev.banyan.localcloud.kinesis.store;

/** What became of one record. */
public sealed interface PutOutcome {

  record Stored(String shardId, SequenceNumber sequenceNumber) implements PutOutcome {}

  /** The shard's rate is used up; nothing was stored. */
  record Throttled(String shardId) implements PutOutcome {}
}
