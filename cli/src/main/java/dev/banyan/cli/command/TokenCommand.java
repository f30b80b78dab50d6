package dev.banyan.cli.command;

import dev.banyan.cli.load.Tokens;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description =
        "Prints a bearer token of the sample monolith for a user, to try things with curl.")
public final class TokenCommand implements Callable<Integer> {

  @Mixin private RunningOptions options = new RunningOptions();

  @Parameters(index = "0", paramLabel = "USER", description = "A user id, for instance u1.")
  private String user = "";

  @Override
  public Integer call() {
    String header = new Tokens(options.secrets().jwtSecret(), Clock.systemUTC()).bearer(user);
    System.out.println(header.substring("Bearer ".length()));
    return 0;
  }
}
