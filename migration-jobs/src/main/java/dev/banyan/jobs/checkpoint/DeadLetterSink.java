package dev.banyan.jobs.checkpoint;

import dev.banyan.stream.DeadLetter;

/** Where a job sets documents aside. Thread-safe. */
@FunctionalInterface
public interface DeadLetterSink {

  /** Sets one aside, durably when it returns; set aside again, it replaces itself. */
  void put(DeadLetter letter);

  /** Forgets all of the job's, when it begins anew; called by who holds the job. */
  default void clear() {}
}
