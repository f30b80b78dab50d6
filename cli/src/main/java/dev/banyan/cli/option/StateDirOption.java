package dev.banyan.cli.option;

import java.nio.file.Files;
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

  /**
   * Absolute and without detours.
   *
   * @throws IllegalArgumentException if a file is in its place or above it
   */
  public Path path() {
    Path path = folder.toAbsolutePath().normalize();
    for (Path at = path; at != null; at = at.getParent()) {
      if (Files.exists(at) && !Files.isDirectory(at)) {
        throw new IllegalArgumentException(
            "--state-dir %s cannot be a directory, because %s is a file: name another"
                .formatted(path, at));
      }
    }
    return path;
  }
}
