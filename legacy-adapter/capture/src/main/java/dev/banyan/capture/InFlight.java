package dev.banyan.capture;

import dev.banyan.publisher.PublishOutcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The changes that were handed over and are not all acknowledged, in stream order. Only the oldest
 * leaves, so that a checkpoint never passes a change that is not done. Confined to the relay's
 * thread.
 */
final class InFlight {

  /**
   * A change on its way.
   *
   * @param checkpoint to go on from when this and all before it are done
   * @param changedAt when it was made
   * @param counts whether its events count as published: markers do not
   * @param entry the outbox entry that it was, by {@code _id}; null if it was none
   * @param outcomes of its events; none if it has no event
   */
  record Entry(
      Checkpoint checkpoint,
      Instant changedAt,
      boolean counts,
      @Nullable BsonValue entry,
      List<CompletableFuture<PublishOutcome>> outcomes) {

    Entry {
      outcomes = List.copyOf(outcomes);
    }

    boolean isDone() {
      return outcomes.stream().allMatch(CompletableFuture::isDone);
    }

    /** Whether a checkpoint may pass it. To be asked when it is done. */
    boolean isSettled() {
      return outcomes.stream().allMatch(outcome -> outcome.join().isSettled());
    }

    long published() {
      return counts ? outcomes.size() : 0;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();

  void add(Entry entry) {
    entries.addLast(entry);
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The oldest change, if it is done; it leaves. */
  @Nullable Entry pollDone() {
    Entry oldest = entries.peekFirst();
    return oldest != null && oldest.isDone() ? entries.pollFirst() : null;
  }

  /** Completes when the oldest change is done. */
  CompletableFuture<Void> oldestDone() {
    Entry oldest = entries.peekFirst();
    return oldest == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.allOf(oldest.outcomes().toArray(CompletableFuture[]::new));
  }
}
