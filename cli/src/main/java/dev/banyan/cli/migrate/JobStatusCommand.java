package dev.banyan.cli.migrate;

import dev.banyan.cli.option.JobOptions;
import dev.banyan.jobs.backfill.batch.JobReport;
import dev.banyan.jobs.checkpoint.DeadLetterFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan backfill status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "How far a job is: its executions, steps and partitions, as Spring Batch has them.")
public final class JobStatusCommand implements Callable<Integer> {

  @Mixin private JobRepositoryOptions repository = new JobRepositoryOptions();

  @Mixin private JobOptions job = new JobOptions();

  @Override
  public Integer call() {
    Path directory = job.directory();
    Optional<String> here = new StatusFile(directory, Clock.systemUTC()).read();
    Optional<JobReport> report = report();
    if (here.isEmpty() && report.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no job '%s' in %s, nor in the job repository (--mongo-uri, --job-repository)"
              .formatted(job.job(), directory.getParent()));
    }
    report.ifPresent(found -> System.out.print(text(found)));
    here.ifPresent(line -> System.out.println("last seen here: " + line));
    System.out.println("dead letters here: " + new DeadLetterFiles(directory).names().size());
    return 0;
  }

  private Optional<JobReport> report() {
    Optional<JobRepositoryOptions.Open> opened = repository.open(false);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (JobRepositoryOptions.Open open = opened.get()) {
      return JobReport.of(open.store(), job.job());
    }
  }

  private static String text(JobReport report) {
    StringBuilder text =
        new StringBuilder("job %s, instance %d%n".formatted(report.job(), report.instance()));
    for (JobReport.Execution execution : report.executions()) {
      text.append(
          "  execution %d %s, %s to %s, steps %s %s%n"
              .formatted(
                  execution.id(),
                  execution.status(),
                  execution.start(),
                  execution.end(),
                  execution.steps(),
                  execution.exit()));
    }
    text.append("  partitions of step copy: %s%n".formatted(report.partitions()));
    text.append("  checkpoints: %s%n".formatted(report.counts()));
    return text.toString();
  }
}
