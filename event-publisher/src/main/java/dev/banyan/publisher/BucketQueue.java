package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one bucket: at most one sealed record, and the events behind it in order. The
 * record is never repacked and nothing passes it before it is acknowledged. Confined to its
 * publisher's core; not final, so that the simulation can plant bugs.
 */
class BucketQueue {

  private final int bucket;
  private final PublisherConfig config;
  private final Deque<PendingEvent> pending = new ArrayDeque<>();
  private long pendingBytes;
  private @Nullable SealedRecord sealed;
  private boolean inFlight;

  BucketQueue(int bucket, PublisherConfig config) {
    this.bucket = bucket;
    this.config = config;
  }

  final int bucket() {
    return bucket;
  }

  /** Queues an event; whether the bucket was idle before. */
  boolean add(PendingEvent event) {
    boolean idle = pending.isEmpty() && sealed == null;
    pending.addLast(event);
    pendingBytes += AggregatedRecord.sizeInAggregate(event.envelope().length);
    return idle || pendingBytes >= config.sizes().aggregate();
  }

  boolean isEmpty() {
    return sealed == null && pending.isEmpty();
  }

  /** Whether a record of this bucket failed and waits to be sent again. */
  boolean hasFailed() {
    return sealed != null && !inFlight;
  }

  /** When there is something to send, {@link Ticker} time; empty if there is nothing. */
  Optional<Long> dueAt(long now) {
    if (sealed != null) {
      return inFlight ? Optional.empty() : Optional.of(sealed.notBefore());
    }
    PendingEvent oldest = pending.peekFirst();
    if (oldest == null) {
      return Optional.empty();
    }
    boolean full = pendingBytes >= config.sizes().aggregate();
    return Optional.of(full ? now : oldest.since() + config.delivery().linger().toNanos());
  }

  final boolean isDue(long now) {
    return dueAt(now).filter(due -> due - now <= 0).isPresent();
  }

  /** Bytes that could be sent, at most what an int holds. */
  int waitingBytes() {
    return sealed != null
        ? sealed.requestBytes()
        : (int) Math.min(Integer.MAX_VALUE, pendingBytes + SealedRecord.OVERHEAD_BYTES);
  }

  /** Bytes of the smallest record that could be sent next; 0 if there is none. */
  int headBytes() {
    if (sealed != null) {
      return sealed.requestBytes();
    }
    PendingEvent oldest = pending.peekFirst();
    return oldest == null ? 0 : SealedRecord.bytesAlone(oldest.envelope());
  }

  /** When the oldest event was queued. */
  Optional<Long> oldest() {
    if (sealed != null) {
      return Optional.of(sealed.since());
    }
    return Optional.ofNullable(pending.peekFirst()).map(PendingEvent::since);
  }

  /** The bucket's next record, if it is due and fits; it counts as in flight from now on. */
  Optional<SealedRecord> next(long now, Room room) {
    if (inFlight || !isDue(now)) {
      return Optional.empty();
    }
    if (sealed == null) {
      sealed = seal(now, room);
    }
    if (sealed == null || !room.takes(sealed.requestBytes())) {
      return Optional.empty();
    }
    inFlight = true;
    return Optional.of(sealed);
  }

  private @Nullable SealedRecord seal(long now, Room room) {
    List<PendingEvent> taken = new ArrayList<>();
    int bytes = SealedRecord.OVERHEAD_BYTES;
    int limit = Math.min(room.most(), config.sizes().aggregate());
    for (PendingEvent event = pending.peekFirst(); event != null; event = pending.peekFirst()) {
      int added = AggregatedRecord.sizeInAggregate(event.envelope().length);
      if (taken.isEmpty() ? !room.takes(bytes + added) : bytes + added > limit) {
        break;
      }
      bytes += added;
      pendingBytes -= added;
      taken.add(pending.removeFirst());
    }
    return taken.isEmpty() ? null : new SealedRecord(bucket, taken, now);
  }

  /** The record is stored: the next one may go. */
  void acknowledged(SealedRecord record) {
    if (record == sealed) {
      sealed = null;
      inFlight = false;
    }
  }

  /** The record is not stored, or nobody knows: it goes again, before anything else. */
  void failed(SealedRecord record, RetryCause cause) {
    if (record == sealed) {
      inFlight = false;
    }
  }

  /** Empties the queue and returns what was in it. */
  List<PendingEvent> abandon() {
    List<PendingEvent> left = new ArrayList<>();
    if (sealed != null) {
      left.addAll(sealed.contents());
    }
    left.addAll(pending);
    pending.clear();
    pendingBytes = 0;
    sealed = null;
    return left;
  }
}
