package dev.banyan.jobs.backfill;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangeReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Copies one range.
 *
 * <ol>
 *   <li>Read on behind the checkpoint, in the order of {@code _id}.
 *   <li>Hand over batches, several in flight; they may end in any order.
 *   <li>Settle them in their own order: the checkpoint moves over a batch when it and every one
 *       before it is durable (invariant 3).
 *   <li>Save the checkpoint now and then, and at the end, whatever ended it.
 * </ol>
 *
 * Runs on one thread.
 */
final class RangeCopy {

  /** Rows of one {@code BatchExecuteStatement}. */
  static final int BATCH = 25;

  /** Batches whose documents are in memory, per range. */
  private static final int MOST_PENDING = 64;

  private final RangeReader reader;
  private final Batches batches;
  private final Consumer<RangeCheckpoint> checkpoints;
  private final Duration checkpointEvery;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private RangeCheckpoint checkpoint;
  private long savedAt = System.nanoTime();
  private boolean unsaved;

  /** Where batches are copied. */
  interface Batches {

    /** Begins the copy of a batch; waits while too much is in flight. */
    Future<Counts> submit(List<RawBsonDocument> documents) throws InterruptedException;

    /** Whether no more should be handed over. */
    boolean isStopped();
  }

  private record Pending(BsonValue last, Future<Counts> counts) {}

  /**
   * @param checkpoint where to go on
   */
  RangeCopy(
      RangeReader reader,
      Batches batches,
      Consumer<RangeCheckpoint> checkpoints,
      Duration checkpointEvery,
      RangeCheckpoint checkpoint) {
    this.reader = reader;
    this.batches = batches;
    this.checkpoints = checkpoints;
    this.checkpointEvery = checkpointEvery;
    this.checkpoint = checkpoint;
  }

  /** Copies until the range is done or the job is stopped. */
  void run() throws InterruptedException {
    try {
      if (readAll() & settleAll()) {
        checkpoint = checkpoint.done();
        save();
      }
    } finally {
      if (unsaved) {
        save();
      }
    }
  }

  /** False if it was stopped. */
  private boolean readAll() throws InterruptedException {
    try (RangeCursor cursor = reader.open(checkpoint.range(), checkpoint.after())) {
      List<RawBsonDocument> batch = new ArrayList<>(BATCH);
      while (!batches.isStopped()) {
        RawBsonDocument document = cursor.next();
        if (document != null) {
          batch.add(document);
        }
        if (batch.size() == BATCH || (document == null && !batch.isEmpty())) {
          submit(batch);
          batch = new ArrayList<>(BATCH);
        }
        if (document == null) {
          return true;
        }
      }
      return false;
    } catch (CancellationException e) {
      return false;
    }
  }

  /** False if a batch was stopped while its table was too busy. */
  private boolean settleAll() throws InterruptedException {
    try {
      settle(0);
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  private void submit(List<RawBsonDocument> batch) throws InterruptedException {
    BsonValue last = DocumentId.of(batch.get(batch.size() - 1));
    pending.add(new Pending(last, batches.submit(batch)));
    settle(MOST_PENDING);
    if (unsaved && System.nanoTime() - savedAt >= checkpointEvery.toNanos()) {
      save();
    }
  }

  /** Takes what is done off the head, and waits until no more than this is pending. */
  private void settle(int most) throws InterruptedException {
    for (Pending head = pending.peek();
        head != null && (head.counts.isDone() || pending.size() > most);
        head = pending.peek()) {
      Counts counts = outcome(head.counts);
      pending.remove();
      checkpoint = checkpoint.advanced(head.last, counts);
      unsaved = true;
    }
  }

  private static Counts outcome(Future<Counts> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof CancellationException cancelled) {
        throw cancelled;
      }
      throw cause instanceof JobException job
          ? job
          : new JobException("a batch could not be copied: " + cause, e);
    }
  }

  private void save() {
    unsaved = false;
    savedAt = System.nanoTime();
    checkpoints.accept(checkpoint);
  }
}
