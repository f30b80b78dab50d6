package dev.banyan.jobs.backfill.batch;

import com.mongodb.MongoException;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.Counts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Copies any collection through a mapping, as a job of Spring Batch: {@code plan}, then {@code
 * copy} with a partition {@code range:00000} and so on per range of {@code _id}, then {@code
 * finish}.
 *
 * <ol>
 *   <li>Claim the job by a lease, so that no other process works on it.
 *   <li>Declare executions failed that a killed process left as running.
 *   <li>Start the job with the parameters of the last instance, unless that is complete or a new
 *       one is wanted: Spring Batch restarts what is not complete.
 *   <li>Each partition copies its range from the checkpoint in its execution context on, as {@link
 *       dev.banyan.jobs.backfill.copy.CopyRun} does it.
 * </ol>
 *
 * To be run once per instance; {@link #close} may be called from any thread.
 */
public final class BatchBackfill implements AutoCloseable {

  private final BatchJob job;
  private final CopyTask task;
  private final BatchRecords records;

  public BatchBackfill(BatchJob job) {
    this.job = job;
    this.task = job.task();
    this.records = job.records();
  }

  /**
   * Runs until all is copied, or {@link #close} is called, or the calling thread is interrupted; it
   * is still interrupted then.
   *
   * @throws JobException if it cannot go on; checkpoints are saved
   */
  public CollectionResult run(BackfillProgress.Listener listener) {
    long started = System.nanoTime();
    try (JobLease lease = JobLease.claim(job.store().database(), job.name(), this::beat)) {
      return run(listener, started);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return result(Ending.STOPPED, Counts.NONE, started);
    } catch (MongoException | DataAccessException | TransactionException e) {
      throw BatchStore.unusable(job.store().name(), e);
    }
  }

  private CollectionResult run(BackfillProgress.Listener listener, long started) {
    Optional<JobExecution> last = records.last();
    last.ifPresent(records::recover);
    boolean restart = job.config().restart();
    boolean begins = restart || last.isEmpty();
    if (!begins) {
      requireSame(last.orElseThrow());
      if (last.orElseThrow().getStatus() == BatchStatus.COMPLETED) {
        return result(Ending.ALREADY_COMPLETED, counts(), started);
      }
    }
    if (restart) {
      job.deadLetters().clear();
    }
    boolean goesOn = !begins && records.plan().isPresent();
    if (!goesOn) {
      task.destination().begin(task.mapping().tables());
    }
    task.destination().prepare(task.mapping().tables(), goesOn);
    Counts before = goesOn ? counts() : Counts.NONE;
    long run = last.map(BatchBackfill::number).orElse(0L) + (begins ? 1 : 0);
    boolean completed = new BatchRun(job).run(parameters(run), listener);
    return result(completed ? Ending.COMPLETED : Ending.STOPPED, before, started);
  }

  private static long number(JobExecution execution) {
    return Optional.ofNullable(execution.getJobParameters().getLong("run")).orElse(1L);
  }

  private void requireSame(JobExecution last) {
    JobParameters now = parameters(number(last));
    for (String name : List.of("collection", "target", "mapping")) {
      String then = last.getJobParameters().getString(name);
      if (!Objects.equals(then, now.getString(name))) {
        throw new JobException(
            "%s was begun with %s '%s' and cannot go on with '%s': begin anew with --restart"
                .formatted(job.name(), name, then, now.getString(name)));
      }
    }
  }

  /** All identify the instance. */
  private JobParameters parameters(long run) {
    return new JobParametersBuilder()
        .addString("collection", task.source().describe())
        .addString("target", task.target())
        .addString("mapping", task.fingerprint())
        .addLong("run", run)
        .toJobParameters();
  }

  private Counts counts() {
    return records.plan().map(records::checkpoints).map(BatchRecords::sum).orElse(Counts.NONE);
  }

  /** The lease is lost, or somebody stopped the job by means of Spring Batch. */
  private void beat(boolean held) {
    if (!held || records.last().map(JobExecution::isStopping).orElse(false)) {
      job.throttle().stop();
    }
  }

  private CollectionResult result(Ending ending, Counts before, long started) {
    Counts counts = counts();
    double seconds = (System.nanoTime() - started) / 1e9;
    double rate = (counts.documents() - before.documents()) / Math.max(seconds, 1e-3);
    return new CollectionResult(job.name(), ending, counts, seconds, rate);
  }

  /** Stops the run, which saves its checkpoints and returns soon. */
  @Override
  public void close() {
    job.throttle().stop();
  }
}
