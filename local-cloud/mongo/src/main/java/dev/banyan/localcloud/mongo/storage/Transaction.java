package dev.banyan.localcloud.mongo.storage;

import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over documents of any number of collections. Used by one thread at a time.
 *
 * <ol>
 *   <li>It reads at the time of its first statement, and what it has written itself.
 *   <li>A write puts a pending state beside the committed one; the first to write a document wins,
 *       the other fails with {@link WriteConflict}.
 *   <li>Commit takes the write locks of all collections written to, in one order for all, and turns
 *       the pending states into committed ones under one cluster time; the log shows the changes
 *       from that moment on.
 *   <li>Abort drops the pending states.
 * </ol>
 *
 * <p>Semantics: <a
 * href="https://www.mongodb.com/docs/manual/core/transactions-production-consideration/">Production
 * Considerations</a>, in-progress transactions and write conflicts.
 */
public final class Transaction {

  private static final ThreadLocal<@Nullable Transaction> CURRENT = new ThreadLocal<>();

  private static final int INTERRUPTED = 11_600;

  private final Change.Origin origin;
  private final ChangeLog log;
  private final Retirement retirement;
  private final long snapshot;
  private final Map<DocumentHeap, Set<Row>> written = new IdentityHashMap<>();
  private final List<Change.Draft> changes = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  Transaction(Change.Origin origin, ChangeLog log, Retirement retirement) {
    this.origin = origin;
    this.log = log;
    this.retirement = retirement;
    this.snapshot = log.openSnapshot();
  }

  /** The transaction that this thread runs a statement of. */
  public static @Nullable Transaction current() {
    return CURRENT.get();
  }

  /** Runs a statement inside this transaction. */
  public <T> T running(Supplier<T> statement) {
    return as(this, statement);
  }

  /** Runs what is no part of the present transaction, such as a change of the catalogue. */
  public static <T> T outside(Supplier<T> work) {
    return as(null, work);
  }

  private static <T> T as(@Nullable Transaction transaction, Supplier<T> work) {
    Transaction before = CURRENT.get();
    CURRENT.set(transaction);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** The cluster time that it reads at. */
  public long snapshot() {
    return snapshot;
  }

  boolean isOver() {
    return ended.isDone();
  }

  /** Notes a pending state, and what to tell of it after the commit. */
  void wrote(DocumentHeap heap, Row row, Change.Draft change) {
    written.computeIfAbsent(heap, key -> new LinkedHashSet<>()).add(row);
    changes.add(change);
  }

  public void commit() {
    if (changes.isEmpty()) {
      abort();
      return;
    }
    withAllLocked(
        () -> {
          log.commitAt(
              snapshot,
              changes,
              origin,
              time -> written.forEach((heap, rows) -> heap.commit(rows, time)));
          written.forEach((heap, rows) -> heap.settle(this, rows));
        });
    end();
  }

  public void abort() {
    withAllLocked(() -> written.forEach((heap, rows) -> heap.rollBack(this, rows)));
    log.closeSnapshot(snapshot);
    end();
  }

  private void end() {
    ended.complete(null);
    retirement.clear(log.oldestSnapshot());
  }

  private void withAllLocked(Runnable work) {
    List<DocumentHeap> heaps =
        written.keySet().stream().sorted(Comparator.comparingLong(DocumentHeap::number)).toList();
    heaps.forEach(heap -> heap.lock().writeLock().lock());
    try {
      work.run();
    } finally {
      heaps.forEach(heap -> heap.lock().writeLock().unlock());
    }
  }

  /** Waits for commit or abort; its expiry bounds the wait, the limit is for safety. */
  void awaitEnd(long millis) {
    try {
      ended.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MongoServerError(
          INTERRUPTED,
          "InterruptedAtShutdown",
          "The server stops: not waiting for a transaction",
          e);
    } catch (ExecutionException | TimeoutException e) {
      throw new WriteConflict(null);
    }
  }
}
