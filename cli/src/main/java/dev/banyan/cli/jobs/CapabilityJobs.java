package dev.banyan.cli.jobs;

import dev.banyan.cli.run.Run;
import java.nio.file.Path;
import java.util.function.Consumer;

/** stub. */
public final class CapabilityJobs implements AutoCloseable {
  private final Run run;
  private final Path stateDir;

  public CapabilityJobs(Run run, Path stateDir) {
    this.run = run;
    this.stateDir = stateDir;
  }

  /** x. */
  public BackfillSummary backfill(String capability, boolean restart, Consumer<String> progress) {
    progress.accept(stateDir.toString() + run);
    return new BackfillSummary(0, 0, 0, 0, 0);
  }

  /** x. */
  public VerificationSummary verify(String capability, Consumer<String> progress) {
    return new VerificationSummary(0, 0, 0);
  }

  @Override
  public void close() {}
}
