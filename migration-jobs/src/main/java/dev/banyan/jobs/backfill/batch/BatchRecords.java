package dev.banyan.jobs.backfill.batch;

import dev.banyan.jobs.backfill.copy.CopyTask.Begun;
import dev.banyan.jobs.checkpoint.CheckpointJson;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.Document;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * A job's records in Spring Batch's repository; the only ones. The step {@code plan} has what the
 * job was begun with and its ranges in its execution context, each partition its range's
 * checkpoint, all as lines of canonical extended JSON. Thread-safe.
 */
final class BatchRecords {

  static final String PLAN = "plan";
  static final String COPY = "copy";
  static final String FINISH = "finish";

  /** Partitions are called {@code range:00000} and so on. */
  static final String RANGE = "range";

  private static final String RECORD = "record";
  private static final String RANGES = "ranges";
  private static final String CHECKPOINT = "checkpoint";

  private final BatchStore store;
  private final JobRepository repository;
  private final String job;

  BatchRecords(BatchStore store, String job) {
    this.store = store;
    this.repository = store.repository();
    this.job = job;
  }

  /** The last execution of the last instance. */
  Optional<JobExecution> last() {
    return instance().map(repository::getLastJobExecution);
  }

  private Optional<JobInstance> instance() {
    return Optional.ofNullable(repository.getLastJobInstance(job));
  }

  /** What the last instance was begun with, unless it was stopped before. */
  Optional<Begun> plan() {
    return instance()
        .map(instance -> repository.getLastStepExecution(instance, PLAN))
        .filter(step -> step.getStatus() == BatchStatus.COMPLETED)
        .map(step -> plan(step.getExecutionContext()));
  }

  private static Begun plan(ExecutionContext context) {
    return new Begun(
        CheckpointJson.readJob(context.getString(RECORD)),
        context.getString(RANGES).lines().map(CheckpointJson::readRange).toList());
  }

  static void put(ExecutionContext context, Begun plan) {
    context.putString(RECORD, CheckpointJson.write(plan.job()));
    context.putString(
        RANGES,
        plan.untouched().stream().map(CheckpointJson::write).collect(Collectors.joining("\n")));
  }

  static void put(ExecutionContext context, RangeCheckpoint checkpoint) {
    context.putString(CHECKPOINT, CheckpointJson.write(checkpoint));
  }

  static Optional<RangeCheckpoint> checkpoint(StepExecution step) {
    ExecutionContext context = step.getExecutionContext();
    return context.containsKey(CHECKPOINT)
        ? Optional.of(CheckpointJson.readRange(context.getString(CHECKPOINT)))
        : Optional.empty();
  }

  /**
   * Each range's furthest checkpoint of all executions: a start that was killed may have left a
   * partition whose context was not written yet.
   */
  Map<Integer, RangeCheckpoint> checkpoints(Begun plan) {
    Map<Integer, RangeCheckpoint> furthest = new TreeMap<>();
    plan.untouched().forEach(range -> furthest.put(range.number(), range));
    for (JobExecution execution : instance().map(repository::getJobExecutions).orElse(List.of())) {
      for (StepExecution step : execution.getStepExecutions()) {
        if (step.getStepName().startsWith(RANGE + ":")) {
          checkpoint(step)
              .ifPresent(next -> furthest.merge(next.number(), next, BatchRecords::further));
        }
      }
    }
    return furthest;
  }

  private static RangeCheckpoint further(RangeCheckpoint one, RangeCheckpoint other) {
    if (one.finished() != other.finished()) {
      return one.finished() ? one : other;
    }
    return other.counts().documents() >= one.counts().documents() ? other : one;
  }

  static Counts sum(Map<Integer, RangeCheckpoint> checkpoints) {
    return checkpoints.values().stream()
        .map(RangeCheckpoint::counts)
        .reduce(Counts.NONE, Counts::plus);
  }

  /** Saves a range's checkpoint; the range waits if the repository is away. */
  void save(StepExecution step, RangeCheckpoint checkpoint) {
    put(step.getExecutionContext(), checkpoint);
    repository.updateExecutionContext(step);
  }

  /**
   * Declares what a killed process left as running, or as unknown, as failed, so that Spring Batch
   * restarts it. To be called by the holder of the lease only.
   */
  void recover(JobExecution dead) {
    ExitStatus killed = ExitStatus.FAILED.addExitDescription("its process ended without saying so");
    for (StepExecution step : dead.getStepExecutions()) {
      if (isLeft(step.getStatus())) {
        step.setStatus(BatchStatus.FAILED);
        step.setExitStatus(killed);
        step.setEndTime(LocalDateTime.now());
        repository.update(step);
      }
    }
    if (isLeft(dead.getStatus())) {
      forget(dead);
      dead.setStatus(BatchStatus.FAILED);
      dead.setExitStatus(killed);
      dead.setEndTime(LocalDateTime.now());
      repository.update(dead);
    }
  }

  /** Spring Batch's update takes the higher of both statuses, and UNKNOWN is the highest. */
  private void forget(JobExecution dead) {
    store
        .database()
        .getCollection("BATCH_JOB_EXECUTION")
        .updateOne(
            new Document("jobExecutionId", dead.getId()),
            new Document("$set", new Document("status", BatchStatus.STARTED.name())));
  }

  private static boolean isLeft(BatchStatus status) {
    return status.isRunning() || status == BatchStatus.STOPPING || status == BatchStatus.UNKNOWN;
  }
}
