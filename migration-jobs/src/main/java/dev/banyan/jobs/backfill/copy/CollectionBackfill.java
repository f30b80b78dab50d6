package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.RangeThreads;
import dev.banyan.jobs.throttle.Throttle;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies any collection through a mapping.
 *
 * <ol>
 *   <li>Claim the job, so that no other process works on it.
 *   <li>Begin it, unless it goes on: the floor version first, then the ranges of {@code _id}.
 *   <li>Per range, on a thread: read ahead, encode, gather, send without waiting; dead letters and
 *       checkpoints as in {@link DocumentCopy}.
 *   <li>Finish the destination (a manifest), then the job's record.
 * </ol>
 *
 * A job that was stopped or killed goes on from its checkpoints when it is run again. To be run
 * once per instance; {@link #close} may be called from any thread. Memory is bounded whatever the
 * size of the collection: per range three chunks read ahead and 64 requests, of 1 MB at most each
 * and no more than the throttle lets be in flight.
 */
public final class CollectionBackfill implements AutoCloseable {

  private final CopyTask task;
  private final CopyStores stores;
  private final CopyConfig config;
  private final Throttle throttle;
  private final Clock clock;

  public CollectionBackfill(
      CopyTask task, CopyStores stores, CopyConfig config, Throttle throttle, Clock clock) {
    this.task = task;
    this.stores = stores;
    this.config = config;
    this.throttle = throttle;
    this.clock = clock;
  }

  /**
   * Runs until all is copied, or {@link #close} is called, or the calling thread is interrupted; it
   * is still interrupted then.
   *
   * @throws JobException if it cannot go on; checkpoints are saved
   */
  public CollectionResult run(BackfillProgress.Listener listener) {
    long started = System.nanoTime();
    CheckpointStore checkpoints = stores.checkpoints();
    try (CheckpointStore.Claim claim = checkpoints.claim(task.job())) {
      JobRecord record = goOnOrBegin();
      Counts before = counts();
      if (record.finishedAt() != null) {
        return result(Ending.ALREADY_COMPLETED, before, started);
      }
      try (RangeThreads threads =
          new RangeThreads(config.readers(), throttle::isStopped, throttle::stop)) {
        copy(record, before, threads, listener);
      }
      if (throttle.isStopped()) {
        return result(Ending.STOPPED, before, started);
      }
      task.destination().finish();
      checkpoints.finish(record.finished(clock.instant()));
      return result(Ending.COMPLETED, before, started);
    }
  }

  private void copy(
      JobRecord record, Counts before, RangeThreads threads, BackfillProgress.Listener listener) {
    CopyRun.Records records =
        new CopyRun.Records(
            record,
            before,
            range -> stores.checkpoints().save(task.job(), range),
            stores.deadLetters());
    try (CopyRun run = new CopyRun(task, config, throttle, records)) {
      List<RangeThreads.Work> work = new ArrayList<>();
      for (RangeCheckpoint range : stores.checkpoints().ranges(task.job())) {
        if (!range.finished()) {
          work.add(() -> run.copy(range));
        }
      }
      threads.run(work, () -> listener.progressed(run.progress()));
      listener.progressed(run.progress());
    }
  }

  private JobRecord goOnOrBegin() {
    Optional<JobRecord> former = stores.checkpoints().find(task.job());
    boolean same = former.filter(job -> job.fingerprint().equals(fingerprint())).isPresent();
    boolean unfinished = former.filter(job -> job.finishedAt() == null).isPresent();
    if (former.isPresent() && !config.restart()) {
      return goOn(former.get(), same);
    }
    if (config.restart()) {
      stores.deadLetters().clear();
    }
    task.destination().begin(task.mapping().tables());
    task.destination().prepare(task.mapping().tables(), unfinished && same);
    CopyTask.Begun begun = task.begin(fingerprint(), clock.instant());
    stores.checkpoints().begin(begun.job(), begun.untouched());
    return begun.job();
  }

  private JobRecord goOn(JobRecord former, boolean same) {
    if (!same) {
      throw new JobException(
          "%s was begun with mapping and destination '%s' and cannot go on with '%s': begin anew with --restart"
              .formatted(task.job(), former.fingerprint(), fingerprint()));
    }
    if (former.finishedAt() == null) {
      task.destination().prepare(task.mapping().tables(), true);
    }
    return former;
  }

  /** Files have no other place for where the items go. */
  private String fingerprint() {
    return task.fingerprint() + " into " + task.target();
  }

  private Counts counts() {
    return stores.checkpoints().ranges(task.job()).stream()
        .map(RangeCheckpoint::counts)
        .reduce(Counts.NONE, Counts::plus);
  }

  private CollectionResult result(Ending ending, Counts before, long started) {
    Counts counts = counts();
    double seconds = (System.nanoTime() - started) / 1e9;
    double rate = (counts.documents() - before.documents()) / Math.max(seconds, 1e-3);
    return new CollectionResult(task.job(), ending, counts, seconds, rate);
  }

  /** Stops the run, which saves its checkpoints and returns soon. */
  @Override
  public void close() {
    throttle.stop();
  }
}
