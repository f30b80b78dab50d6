package dev.banyan.localcloud.mongo.collection;

import dev.banyan.localcloud.mongo.storage.DocumentHeap;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Transaction;
import dev.banyan.localcloud.mongo.storage.WriteConflict;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets writers of a collection exclude each other and readers. A write outside of transactions
 * waits, without the lock, for a transaction that is in its way. Thread-safe.
 */
final class CollectionLock {

  private final Engine engine;
  private final DocumentHeap heap;
  private final ReentrantReadWriteLock lock;

  CollectionLock(Engine engine, DocumentHeap heap) {
    this.engine = engine;
    this.heap = heap;
    this.lock = heap.lock();
  }

  Lock readLock() {
    return lock.readLock();
  }

  boolean isHeldForWriting() {
    return lock.isWriteLockedByCurrentThread();
  }

  <T> T writing(Supplier<T> work) {
    if (isHeldForWriting()) {
      return work.get();
    }
    while (true) {
      try {
        return locked(lock.writeLock(), work);
      } catch (WriteConflict e) {
        Transaction blocker = e.blocker();
        if (heap.transaction() != null || blocker == null) {
          throw e;
        }
        engine.await(blocker);
      }
    }
  }

  /** A write that concerns the collection as a whole: no transaction may be writing to it. */
  void writingAlone(Runnable work) {
    writing(
        () -> {
          heap.checkNoWriter();
          work.run();
          return this;
        });
  }

  <T> T reading(Supplier<T> work) {
    return locked(lock.readLock(), work);
  }

  private static <T> T locked(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
