package dev.banyan.cli.routing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan routes}. */
@Command(
    name = "routes",
    mixinStandardHelpOptions = true,
    description = "Route files, and the routes that a proxy acts on.",
    subcommands = {
      RoutesImportCommand.class,
      RoutesCheckCommand.class,
      RoutesListCommand.class,
      RoutesReloadCommand.class,
      RoutesAuditCommand.class
    })
public final class RoutesCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
