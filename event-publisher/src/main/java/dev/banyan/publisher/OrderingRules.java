package dev.banyan.publisher;

import java.util.List;

/**
 * The few decisions that order and durability hang on, in one place. Not final, so that the
 * simulation can replace one with the mistake that it must find.
 */
class OrderingRules {

  static final OrderingRules REAL = new OrderingRules();

  /** Each bucket has one queue for as long as its publisher lives, whatever lane serves it. */
  BucketQueue queue(int bucket, PublisherConfig config) {
    return new BucketQueue(bucket, config);
  }

  /** Buckets change lanes only when no request is in flight. */
  boolean mayRegroup(List<Lane> lanes) {
    return lanes.stream().allMatch(Lane::isIdle);
  }

  /** Answers stand in the order of the records. */
  RecordAnswer answerOf(int record, List<RecordAnswer> answers) {
    return answers.get(record);
  }

  /** Only a record with a sequence number is stored; no answer is no acknowledgement. */
  boolean isStored(RecordAnswer answer) {
    return answer instanceof RecordAnswer.Stored;
  }

  /** An answer counts for the request that the lane is waiting for, and for no later one. */
  boolean isAwaited(Request request) {
    return request.lane().awaits(request);
  }

  /** A settled record gives the room of all its events back. */
  int bytesToRelease(SealedRecord record) {
    return record.queuedBytes();
  }
}
