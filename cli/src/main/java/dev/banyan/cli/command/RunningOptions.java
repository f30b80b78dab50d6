package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.option.StateDirOption;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.Secrets;
import dev.banyan.cli.stack.Stack;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** How a command finds the run that is up. */
final class RunningOptions {

  @Mixin private StateDirOption stateDir = new StateDirOption();

  @Mixin private OutputOption output = new OutputOption();

  Path stateDir() {
    return stateDir.path();
  }

  boolean json() {
    return output.json();
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
