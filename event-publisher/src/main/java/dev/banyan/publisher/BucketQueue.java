package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one bucket: at most one sealed record, and the events behind it in order. Confined
 * to its lane's lock.
 */
final class BucketQueue {

  private final int bucket;
  private final PublisherConfig config;
  private final Deque<PendingEvent> pending = new ArrayDeque<>();
  private @Nullable SealedRecord inFlight;

  BucketQueue(int bucket, PublisherConfig config) {
    this.bucket = bucket;
    this.config = config;
  }

  void add(PendingEvent event) {
    pending.addLast(event);
  }

  boolean isEmpty() {
    return inFlight == null && pending.isEmpty();
  }

  /** Whether a record of this bucket failed and waits to be sent again. */
  boolean hasFailed() {
    return inFlight != null;
  }

  /** When there is something to send, {@link System#nanoTime()}; empty if there is nothing. */
  Optional<Long> dueAt(long now) {
    if (inFlight != null) {
      return Optional.of(inFlight.notBefore());
    }
    return pending.isEmpty() ? Optional.empty() : Optional.of(now);
  }

  /** When the oldest event was queued. */
  Optional<Long> oldest() {
    if (inFlight != null) {
      return Optional.of(inFlight.since());
    }
    return Optional.ofNullable(pending.peekFirst()).map(PendingEvent::since);
  }

  /** The bucket's next record, if it is due and fits into the room that the request has left. */
  Optional<SealedRecord> next(long now, int room) {
    if (inFlight == null) {
      inFlight = seal(now, Math.min(room, config.recordBytes()));
      return Optional.ofNullable(inFlight);
    }
    return inFlight.due(now) && inFlight.requestBytes() <= room
        ? Optional.of(inFlight)
        : Optional.empty();
  }

  private @Nullable SealedRecord seal(long now, int room) {
    List<PendingEvent> taken = new ArrayList<>();
    int bytes = SealedRecord.OVERHEAD_BYTES;
    for (PendingEvent event = pending.peekFirst(); event != null; event = pending.peekFirst()) {
      bytes += AggregatedRecord.sizeInAggregate(event.envelope().length);
      int limit = taken.isEmpty() ? room : Math.min(room, config.aggregateBytes());
      if (bytes > limit) {
        break;
      }
      taken.add(pending.removeFirst());
    }
    return taken.isEmpty() ? null : new SealedRecord(bucket, taken, now);
  }

  /** The sealed record is acknowledged: the next one may go. */
  void acknowledged() {
    inFlight = null;
  }

  /** Empties the queue and returns what was in it. */
  List<PendingEvent> abandon() {
    List<PendingEvent> left = new ArrayList<>(pending);
    if (inFlight != null) {
      left.addAll(0, inFlight.contents());
    }
    pending.clear();
    inFlight = null;
    return left;
  }
}
