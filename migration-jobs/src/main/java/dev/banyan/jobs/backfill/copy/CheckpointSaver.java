package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves checkpoints on a thread of its own, so that no range waits for the store; of each range
 * only the newest, so that a slow store is asked less often. What it is given is durable already:
 * it trails (invariant 3). Thread-safe; a range has one thread.
 *
 * <p>After a failure of the store nothing more is saved, and whoever gives or waits is told.
 */
final class CheckpointSaver implements AutoCloseable {

  private final Consumer<RangeCheckpoint> store;
  private final Runnable failed;
  private final long everyNanos;
  private final int everyDocuments;
  private final Map<Integer, Slot> slots = new HashMap<>();
  private final Thread thread = new Thread(this::saveAll, "banyan-checkpoints");
  private @Nullable RuntimeException failure;
  private boolean closed;

  /** A range. */
  private static final class Slot {
    RangeCheckpoint newest;
    RangeCheckpoint saved;
    long savedAt = System.nanoTime();
    boolean urgent;

    Slot(RangeCheckpoint saved) {
      this.newest = saved;
      this.saved = saved;
    }

    long unsaved() {
      return newest.counts().documents() - saved.counts().documents();
    }
  }

  /**
   * Starts its thread.
   *
   * @param store durable when it returns; throws {@link JobException}
   * @param every save at least so often while there is something to save
   * @param everyDocuments save as soon as so many are unsaved
   * @param failed is told once that the store has failed
   */
  CheckpointSaver(
      Consumer<RangeCheckpoint> store, Duration every, int everyDocuments, Runnable failed) {
    this.store = store;
    this.failed = failed;
    this.everyNanos = every.toNanos();
    this.everyDocuments = everyDocuments;
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins with what is saved of a range. */
  synchronized void open(RangeCheckpoint saved) {
    slots.put(saved.number(), new Slot(saved));
  }

  /** Takes a checkpoint in place of the range's former. */
  synchronized void give(RangeCheckpoint checkpoint) {
    requireNoFailure();
    slot(checkpoint.number()).newest = checkpoint;
    if (due(slot(checkpoint.number())) <= 0) {
      notifyAll();
    }
  }

  /** Documents in the saved checkpoint. */
  synchronized long saved(int range) {
    return slot(range).saved.counts().documents();
  }

  /** Waits until the newest checkpoint of a range is saved. */
  synchronized void awaitSaved(int range) throws InterruptedException {
    Slot slot = slot(range);
    RangeCheckpoint wanted = slot.newest;
    slot.urgent = slot.saved != wanted;
    notifyAll(); // once: two waiters that notify in their loops would wake each other for ever
    while (slot.saved != wanted) {
      requireNoFailure();
      wait();
    }
  }

  /** Takes a range's last checkpoint and waits until it is saved, even when interrupted. */
  void finish(RangeCheckpoint last) {
    give(last);
    boolean interrupted = false;
    for (boolean saved = false; !saved; ) {
      try {
        awaitSaved(last.number());
        saved = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing more comes of a range. */
  synchronized void release(int range) {
    slots.remove(range);
  }

  private Slot slot(int range) {
    Slot slot = slots.get(range);
    if (slot == null) {
      throw new IllegalStateException("range " + range + " is not open");
    }
    return slot;
  }

  private void requireNoFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Nanoseconds until it should be saved; 0 or less for now, the longest for never. */
  private long due(Slot slot) {
    if (slot.newest == slot.saved) {
      return Long.MAX_VALUE;
    }
    return slot.urgent || slot.unsaved() >= everyDocuments
        ? 0
        : slot.savedAt + everyNanos - System.nanoTime();
  }

  private void saveAll() {
    try {
      for (Optional<Slot> next = next(); next.isPresent(); next = next()) {
        save(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Slot> next() throws InterruptedException {
    while (!closed) {
      long least = Long.MAX_VALUE;
      for (Slot slot : slots.values()) {
        long due = due(slot);
        if (due <= 0) {
          return Optional.of(slot);
        }
        least = Math.min(least, due);
      }
      wait(least == Long.MAX_VALUE ? 0 : least / 1_000_000 + 1);
    }
    return Optional.empty();
  }

  private void save(Slot slot) {
    RangeCheckpoint checkpoint;
    synchronized (this) {
      checkpoint = slot.newest;
      slot.urgent = false;
    }
    try {
      store.accept(checkpoint);
      synchronized (this) {
        slot.saved = checkpoint;
        slot.savedAt = System.nanoTime();
        notifyAll();
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure =
            e instanceof JobException
                ? e
                : new JobException("a checkpoint cannot be saved: " + e.getMessage(), e);
        closed = true;
        notifyAll();
      }
      failed.run();
    }
  }

  /** What is not saved yet stays so: a range saves its last checkpoint by {@link #finish}. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
