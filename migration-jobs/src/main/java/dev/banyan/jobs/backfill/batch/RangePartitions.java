package dev.banyan.jobs.backfill.batch;

import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.copy.CopyRun;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.throttle.Throttle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.batch.core.step.StepExecution;

/** Partitions that copy their ranges. Thread-safe. */
final class RangePartitions implements AutoCloseable {

  private final BatchRecords records;
  private final Throttle throttle;
  private final Map<Integer, RangeCheckpoint> furthest;
  private final Map<Integer, StepExecution> open = new ConcurrentHashMap<>();
  private final CopyRun run;

  /**
   * @param furthest each range's checkpoint at the beginning
   */
  RangePartitions(BatchJob job, JobRecord begun, Map<Integer, RangeCheckpoint> furthest) {
    this.records = job.records();
    this.throttle = job.throttle();
    this.furthest = furthest;
    this.run =
        new CopyRun(
            job.task(),
            job.config(),
            throttle,
            new CopyRun.Records(begun, BatchRecords.sum(furthest), this::save, job.deadLetters()));
  }

  /** Called {@code range:00000} and so on; it begins with its range's checkpoint. */
  void copy(StepExecution partition) throws InterruptedException {
    int number = Integer.parseInt(partition.getStepName().replaceFirst(".*:", ""));
    RangeCheckpoint from = furthest.get(number);
    if (from == null) {
      throw new IllegalStateException("there is no range " + number);
    }
    BatchRecords.put(partition.getExecutionContext(), from);
    if (throttle.isStopped()) {
      partition.setTerminateOnly();
      return;
    }
    open.put(number, partition);
    try {
      if (!from.finished()) {
        run.copy(from);
      }
    } finally {
      open.remove(number);
      report(partition, from.counts());
    }
  }

  /** What this execution of the partition has done, in Spring Batch's own counters. */
  private static void report(StepExecution partition, Counts before) {
    RangeCheckpoint to = BatchRecords.checkpoint(partition).orElseThrow();
    Counts now = to.counts();
    partition.setReadCount(now.documents() - before.documents());
    partition.setWriteCount(now.written() - before.written());
    partition.setFilterCount(now.filtered() - before.filtered());
    partition.setProcessSkipCount(now.deadLetters() - before.deadLetters());
    if (!to.finished()) {
      partition.setTerminateOnly();
    }
  }

  private void save(RangeCheckpoint checkpoint) {
    StepExecution partition = open.get(checkpoint.number());
    if (partition == null) {
      throw new IllegalStateException("range " + checkpoint.number() + " is not open");
    }
    records.save(partition, checkpoint);
  }

  BackfillProgress progress() {
    return run.progress();
  }

  @Override
  public void close() {
    run.close();
  }
}
