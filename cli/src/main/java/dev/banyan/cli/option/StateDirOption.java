package dev.banyan.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a run keeps its addresses, and jobs their records. */
public final class StateDirOption {

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = ".banyan",
      description = "State directory of the run or job (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of(".banyan");

  /** Absolute and without detours. */
  public Path path() {
    return folder.toAbsolutePath().normalize();
  }
}
