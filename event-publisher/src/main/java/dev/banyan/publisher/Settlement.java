package dev.banyan.publisher;

import dev.banyan.events.EnvelopeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * What follows an answer: counting, giving room in the queue back, telling the caller. Thread-safe.
 */
final class Settlement {

  private static final int REPORTED_IDS = 100;
  private static final PublishOutcome.Unsent CLOSED =
      new PublishOutcome.Unsent("the publisher was closed before Kinesis acknowledged");

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final Counters counters;
  private final Semaphore room;
  private final Backoff backoff;
  private final List<String> unsentIds = new ArrayList<>();
  private long unsentEvents;
  private long unsentBytes;

  Settlement(Counters counters, Semaphore room, Backoff backoff) {
    this.counters = counters;
    this.room = room;
    this.backoff = backoff;
  }

  void acknowledged(SealedRecord sent, RecordAnswer answer, int bytesToRelease) {
    counters.acknowledged(sent);
    room.release(bytesToRelease);
    PublishOutcome outcome =
        answer instanceof RecordAnswer.Stored stored
            ? new PublishOutcome.Acknowledged(stored.shardId(), stored.sequenceNumber())
            : new PublishOutcome.Acknowledged("", "");
    for (PendingEvent event : sent.contents()) {
      event.outcome().complete(outcome);
    }
  }

  void failed(SealedRecord sent, RetryCause cause, long now) {
    counters.retried(cause);
    sent.failed(now, backoff);
  }

  void regrouped() {
    counters.regrouped();
  }

  /** Counts what is given up. */
  synchronized void unsent(List<PendingEvent> events) {
    for (PendingEvent event : events) {
      unsentEvents++;
      unsentBytes += event.envelope().length;
      if (unsentIds.size() < REPORTED_IDS) {
        unsentIds.add(event.id().isEmpty() ? codec.idOf(event.envelope()) : event.id());
      }
    }
  }

  /** Gives its room back and tells its caller. */
  void abandoned(PendingEvent event) {
    room.release(event.queuedBytes());
    event.outcome().complete(CLOSED);
  }

  static PublishOutcome closed() {
    return CLOSED;
  }

  synchronized CloseReport report() {
    return new CloseReport(unsentEvents, unsentBytes, unsentIds);
  }
}
