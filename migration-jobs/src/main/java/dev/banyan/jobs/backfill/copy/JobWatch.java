package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.backfill.BackfillProgress;

/** Is told how a job fares. */
public interface JobWatch extends BackfillProgress.Listener {

  /** The job has ended, or was stopped; not told if it failed. */
  default void ended(CollectionResult result) {}
}
