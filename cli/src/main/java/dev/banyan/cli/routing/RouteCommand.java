package dev.banyan.cli.routing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan route}. */
@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    description = "Asks the proxy about one request: which side answers it, and why.",
    footer = {"", "  banyan route explain GET /users/u1/following --user u1"},
    subcommands = ExplainCommand.class)
public final class RouteCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: banyan route explain METHOD PATH [--user USER]");
  }
}
