package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.Secrets;
import dev.banyan.cli.stack.Stack;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command finds the run that is up. */
final class RunningOptions {

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = ".banyan",
      description = "State directory of the run (default: ${DEFAULT-VALUE}).")
  private Path stateDir = Path.of(".banyan");

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  Path stateDir() {
    return stateDir.toAbsolutePath().normalize();
  }

  boolean json() {
    return output == OutputFormat.JSON;
  }

  /** Progress goes to a person; in JSON mode standard output is the script's. */
  Display display() {
    return new Display(json() ? System.err : System.out, System.console() != null);
  }

  Run open() {
    return new Run(Stack.endpointsOf(stateDir()));
  }

  Secrets secrets() {
    return Secrets.read(stateDir());
  }
}
