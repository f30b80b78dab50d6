package dev.banyan.publisher;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** What follows an answer: counting, giving room in the queue back, telling the caller. */
final class Settlement {

  private static final PublishOutcome.Unsent CLOSED =
      new PublishOutcome.Unsent("the publisher was closed before Kinesis acknowledged");

  private final Counters counters;
  private final Semaphore room;
  private final Backoff backoff;
  private final LongAdder unsentEvents = new LongAdder();
  private final LongAdder unsentBytes = new LongAdder();

  Settlement(Counters counters, Semaphore room, Backoff backoff) {
    this.counters = counters;
    this.room = room;
    this.backoff = backoff;
  }

  void acknowledged(SealedRecord sent, RecordAnswer.Stored stored) {
    counters.acknowledged(sent);
    sent.contents().forEach(event -> room.release(event.envelope().length));
    PublishOutcome outcome =
        new PublishOutcome.Acknowledged(stored.shardId(), stored.sequenceNumber());
    sent.contents().forEach(event -> event.outcome().complete(outcome));
  }

  void failed(SealedRecord sent, RetryCause cause) {
    counters.retried(cause);
    sent.failed(System.nanoTime(), backoff);
  }

  /** Counts what is given up. */
  void unsent(List<PendingEvent> events) {
    unsentEvents.add(events.size());
    events.forEach(event -> unsentBytes.add(event.envelope().length));
  }

  /** Gives its room back and tells its caller. */
  void abandoned(PendingEvent event) {
    room.release(event.envelope().length);
    event.outcome().complete(CLOSED);
  }

  static PublishOutcome closed() {
    return CLOSED;
  }

  CloseReport report() {
    return new CloseReport(unsentEvents.sum(), unsentBytes.sum());
  }
}
