package dev.banyan.publisher;

/** What became of an event that was handed to a sink. */
public sealed interface PublishOutcome {

  /**
   * Whether the event is durably dealt with, so that a checkpoint may pass it: it is in the stream,
   * or kept as a dead letter.
   */
  default boolean isSettled() {
    return this instanceof Acknowledged || this instanceof SetAside;
  }

  /** The stream cannot have it as it is; the caller sets it aside as a dead letter. */
  sealed interface Unsendable extends PublishOutcome {

    /** Why, for the dead letter. */
    String cause();
  }

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
  record TooLarge(int bytes, int limit) implements Unsendable {
    @Override
    public String cause() {
      return cause(bytes, limit);
    }

    static String cause(int bytes, int limit) {
      return "the event has " + bytes + " bytes, a record at most " + limit;
    }
  }

  /**
   * It cannot be written as an envelope; the caller sets it aside as a dead letter. Later events of
   * its key go on.
   */
  record Unwritable(String cause) implements Unsendable {}

  /**
   * The publisher has kept it as a dead letter. Later events of its key go on.
   *
   * @param where a person finds it
   */
  record SetAside(String where, String cause) implements PublishOutcome {}

  /**
   * The queue stayed full for as long as a caller may wait; the event was not taken.
   *
   * @param queuedBytes waiting when the caller gave up
   * @param limit the queue's capacity, bytes
   */
  record QueueFull(long queuedBytes, long limit) implements PublishOutcome {

    /** What happened and what to do, for a log or an answer. */
    public String message() {
      return "the publisher's queue is full ("
          + queuedBytes
          + " of "
          + limit
          + " bytes): the stream takes events more slowly than they come; offer the event again"
          + " before any later one of its key, or look at the publisher's health";
    }
  }

  /**
   * The sink was closed before an acknowledgement came: the event may or may not be stored, and has
   * to be published again.
   */
  record Unsent(String reason) implements PublishOutcome {}
}
