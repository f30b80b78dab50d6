package dev.banyan.cli.events;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan events}. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = {
      "What capture publishes: follow it, measure its lag, look for gaps, close them.",
      "Without --mongo-uri, of the run that is up; with it, of any monolith, with its mapping file."
    },
    subcommands = {
      TailCommand.class,
      LagCommand.class,
      ReconcileCommand.class,
      ResnapshotCommand.class,
      SandboxCommand.class
    })
public final class EventsCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of tail, lag, reconcile, resnapshot, sandbox.");
  }
}
