package dev.banyan.publisher;

/** What became of an event that was handed to a sink. */
public sealed interface PublishOutcome {

  /**
   * It is stored durably.
   *
   * @param shardId the shard that took it
   * @param sequenceNumber of the Kinesis record that carries it
   */
  record Acknowledged(String shardId, String sequenceNumber) implements PublishOutcome {}

  /**
   * No record can carry it; the caller sets it aside as a dead letter. Later events of its key go
   * on.
   *
   * @param bytes size as Kinesis would count it
   * @param limit the most that a record may have, bytes
   */
  record TooLarge(int bytes, int limit) implements PublishOutcome {}

  /**
   * The queue stayed full for as long as a caller may wait; the event was not taken.
   *
   * @param queuedBytes waiting when the caller gave up
   * @param limit the queue's capacity, bytes
   */
  record QueueFull(long queuedBytes, long limit) implements PublishOutcome {}

  /**
   * The sink was closed before an acknowledgement came: the event may or may not be stored, and has
   * to be published again.
   */
  record Unsent(String reason) implements PublishOutcome {}
}
