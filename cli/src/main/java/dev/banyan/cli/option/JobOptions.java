package dev.banyan.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command finds a job that was started with {@code --mapping}. */
public final class JobOptions {

  @Option(
      names = "--job",
      required = true,
      paramLabel = "ID",
      description = "Name of the job, as its backfill printed it.")
  private String job = "";

  @Mixin private StateDirOption stateDir = new StateDirOption();

  /** Its name. */
  public String job() {
    return job;
  }

  /** Where its records are, if it has run with this state directory. */
  public Path directory() {
    return stateDir.path().resolve("jobs").resolve(job);
  }

  /**
   * Where its records are.
   *
   * @throws IllegalArgumentException if it has not run with this state directory
   */
  public Path existing() {
    if (!Files.isDirectory(directory())) {
      throw new IllegalArgumentException(
          "there is no job '" + job + "' in " + directory().getParent());
    }
    return directory();
  }
}
