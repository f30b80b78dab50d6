package dev.banyan.jobs.backfill.batch;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.RangeThreads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.support.TaskExecutorAdapter;

/** One execution of the job. To be run once. */
final class BatchRun {

  private final BatchJob job;
  private final BatchRecords records;
  private final AtomicReference<@Nullable RangePartitions> partitions = new AtomicReference<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /** The work of a step; a failure is the job's. */
  private interface Work {
    void run(StepExecution step) throws Exception;
  }

  BatchRun(BatchJob job) {
    this.job = job;
    this.records = job.records();
  }

  /**
   * Runs the job on a thread of its own while the caller reports.
   *
   * @return whether it is complete, else it was stopped
   */
  boolean run(JobParameters parameters, BackfillProgress.Listener listener) {
    AtomicReference<BatchStatus> status = new AtomicReference<>(BatchStatus.UNKNOWN);
    ExecutorService readers =
        Executors.newFixedThreadPool(job.config().readers(), BatchRun::daemon);
    try (RangeThreads thread =
        new RangeThreads(1, job.throttle()::isStopped, job.throttle()::stop)) {
      Job steps = steps(readers);
      thread.run(
          List.of(() -> status.set(start(steps, parameters).getStatus())), () -> report(listener));
      report(listener);
    } finally {
      readers.shutdown();
      closePartitions();
    }
    RuntimeException first = failure.get();
    if (first != null) {
      throw first;
    }
    return status.get() == BatchStatus.COMPLETED;
  }

  private void report(BackfillProgress.Listener listener) {
    RangePartitions copying = partitions.get();
    if (copying != null) {
      listener.progressed(copying.progress());
    }
  }

  private void closePartitions() {
    RangePartitions copying = partitions.get();
    if (copying != null) {
      copying.close();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "banyan-range");
    thread.setDaemon(true);
    return thread;
  }

  private JobExecution start(Job steps, JobParameters parameters) {
    try {
      JobExecution execution = job.store().operator().start(steps, parameters);
      if (execution.getStatus() == BatchStatus.FAILED) {
        failed(new JobException("%s failed: %s".formatted(job.name(), execution.getExitStatus())));
      }
      return execution;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new JobException("Spring Batch does not start %s: %s".formatted(job.name(), e), e);
    }
  }

  private Job steps(ExecutorService readers) {
    JobRepository repository = job.store().repository();
    Step copy =
        new StepBuilder(BatchRecords.COPY, repository)
            .partitioner(BatchRecords.RANGE, size -> partition())
            .step(step(BatchRecords.RANGE, step -> partitions().copy(step)))
            .taskExecutor(new TaskExecutorAdapter(readers))
            .build();
    return new JobBuilder(job.name(), repository)
        .start(step(BatchRecords.PLAN, this::plan))
        .next(copy)
        .next(step(BatchRecords.FINISH, step -> job.task().destination().finish()))
        .build();
  }

  /** Its transactions hold nothing: a copy that takes an hour must not be one of MongoDB's. */
  private Step step(String name, Work work) {
    Tasklet tasklet =
        (contribution, context) -> {
          attempt(work, context.getStepContext().getStepExecution());
          return RepeatStatus.FINISHED;
        };
    return new StepBuilder(name, job.store().repository())
        .tasklet(tasklet, new ResourcelessTransactionManager())
        .build();
  }

  /** The first failure stops the other partitions. */
  private void attempt(Work work, StepExecution step) throws Exception {
    try {
      work.run(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.throttle().stop();
      step.setTerminateOnly();
    } catch (RuntimeException e) {
      failed(e instanceof JobException ? e : new JobException(step.getStepName() + ": " + e, e));
      throw e;
    }
  }

  private void failed(RuntimeException first) {
    failure.compareAndSet(null, first);
    job.throttle().stop();
  }

  private void plan(StepExecution step) {
    CopyTask task = job.task();
    BatchRecords.put(
        step.getExecutionContext(), task.begin(task.fingerprint(), job.clock().instant()));
  }

  private Map<String, ExecutionContext> partition() {
    CopyTask.Begun plan =
        records
            .plan()
            .orElseThrow(() -> new IllegalStateException("the plan of " + job.name() + " lacks"));
    Map<Integer, RangeCheckpoint> ranges = records.checkpoints(plan);
    partitions.set(new RangePartitions(job, plan.job(), ranges));
    Map<String, ExecutionContext> contexts = new HashMap<>();
    ranges.forEach(
        (number, range) -> {
          ExecutionContext context = new ExecutionContext();
          BatchRecords.put(context, range);
          contexts.put("%05d".formatted(number), context);
        });
    return contexts;
  }

  private RangePartitions partitions() {
    RangePartitions copying = partitions.get();
    if (copying == null) {
      throw new IllegalStateException("a partition before the partitions");
    }
    return copying;
  }
}
