package dev.banyan.jobs.backfill.batch;

import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * A job as Spring Batch's repository has it.
 *
 * @param instance number of the last instance
 * @param executions of it, oldest first
 * @param begun what it was begun with; nothing before its step {@code plan} is complete
 * @param counts of all its executions
 * @param partitions how many ranges, by the status of their last execution
 */
public record JobReport(
    String job,
    long instance,
    List<Execution> executions,
    Optional<JobRecord> begun,
    Counts counts,
    Map<String, Integer> partitions) {

  public JobReport {
    executions = List.copyOf(executions);
    partitions = Map.copyOf(partitions);
  }

  /**
   * One start of the job.
   *
   * @param status such as COMPLETED, STOPPED, FAILED, STARTED
   * @param exit why, where it failed
   * @param steps status by name, without the partitions
   */
  public record Execution(
      long id, String status, String start, String end, String exit, Map<String, String> steps) {

    public Execution {
      steps = Map.copyOf(steps);
    }
  }

  /** Of a job's last instance; nothing if there never was one. */
  public static Optional<JobReport> of(BatchStore store, String job) {
    JobInstance instance = store.repository().getLastJobInstance(job);
    return instance == null ? Optional.empty() : Optional.of(of(store, instance));
  }

  private static JobReport of(BatchStore store, JobInstance instance) {
    JobRepository repository = store.repository();
    BatchRecords records = new BatchRecords(store, instance.getJobName());
    List<JobExecution> executions = new ArrayList<>(repository.getJobExecutions(instance));
    executions.sort(Comparator.comparingLong(JobExecution::getId));
    Optional<CopyTask.Begun> plan = records.plan();
    return new JobReport(
        instance.getJobName(),
        instance.getId(),
        executions.stream().map(JobReport::execution).toList(),
        plan.map(CopyTask.Begun::job),
        plan.map(records::checkpoints).map(BatchRecords::sum).orElse(Counts.NONE),
        partitions(executions));
  }

  private static Execution execution(JobExecution execution) {
    Map<String, String> steps = new TreeMap<>();
    for (StepExecution step : execution.getStepExecutions()) {
      if (!isPartition(step)) {
        steps.put(step.getStepName(), step.getStatus().name());
      }
    }
    return new Execution(
        execution.getId(),
        execution.getStatus().name(),
        String.valueOf(execution.getStartTime()),
        execution.getEndTime() == null ? "-" : execution.getEndTime().toString(),
        execution.getExitStatus().getExitDescription().lines().findFirst().orElse(""),
        steps);
  }

  private static Map<String, Integer> partitions(List<JobExecution> executions) {
    Map<String, String> last = new TreeMap<>();
    for (JobExecution execution : executions) {
      for (StepExecution step : execution.getStepExecutions()) {
        if (isPartition(step)) {
          last.put(step.getStepName(), step.getStatus().name());
        }
      }
    }
    Map<String, Integer> counts = new TreeMap<>();
    last.values().forEach(status -> counts.merge(status, 1, Integer::sum));
    return counts;
  }

  private static boolean isPartition(StepExecution step) {
    return step.getStepName().startsWith(BatchRecords.RANGE + ":");
  }
}
