package dev.banyan.jobs.backfill.batch;

import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.DeadLetterSink;
import dev.banyan.jobs.throttle.Throttle;
import java.time.Clock;

/**
 * What a job of Spring Batch copies, and with what.
 *
 * @param store keeps its records
 * @param throttle of this run only
 */
public record BatchJob(
    CopyTask task,
    BatchStore store,
    CopyConfig config,
    Throttle throttle,
    DeadLetterSink deadLetters,
    Clock clock) {

  String name() {
    return task.job();
  }

  BatchRecords records() {
    return new BatchRecords(store, name());
  }
}
