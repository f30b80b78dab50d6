package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import java.util.function.Supplier;

/** The statement that a collection's writer runs at present. Guarded by the collection's lock. */
final class Statements {

  private final CollectionLock lock;
  private Statement present = Statement.NONE;

  Statements(CollectionLock lock) {
    this.lock = lock;
  }

  /** The writer's; the caller holds the lock for writing. */
  Statement present() {
    return present;
  }

  /** The one that a reader has to respect: its own, if it is the writer. */
  Statement seenByReader() {
    return lock.isHeldForWriting() ? present : Statement.NONE;
  }

  /** Runs a statement, in as many attempts as it takes, or as a part of the one that runs. */
  Document run(Statement next, Supplier<Document> attempt) {
    return lock.writing(() -> present == Statement.NONE ? begin(next, attempt) : attempt.get());
  }

  private Document begin(Statement next, Supplier<Document> attempt) {
    next.attempt();
    present = next;
    try {
      return next.withEarlier(attempt.get());
    } finally {
      present = Statement.NONE;
    }
  }
}
