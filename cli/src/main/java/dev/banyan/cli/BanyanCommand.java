package dev.banyan.cli;

import dev.banyan.cli.command.BackfillCommand;
import dev.banyan.cli.command.CanaryCommand;
import dev.banyan.cli.command.CapabilitiesCommand;
import dev.banyan.cli.command.DeadLettersCommand;
import dev.banyan.cli.command.DemoCommand;
import dev.banyan.cli.command.ProxiesCommand;
import dev.banyan.cli.command.ShadowCommand;
import dev.banyan.cli.command.StatusCommand;
import dev.banyan.cli.command.SwitchCommand;
import dev.banyan.cli.command.TokenCommand;
import dev.banyan.cli.command.UpCommand;
import dev.banyan.cli.command.VerifyCommand;
import dev.banyan.cli.events.EventsCommand;
import dev.banyan.cli.input.InputException;
import dev.banyan.cli.plan.PlanCommand;
import dev.banyan.cli.routing.CanaryStatusCommand;
import dev.banyan.cli.routing.RouteCommand;
import dev.banyan.cli.routing.RoutesCommand;
import dev.banyan.cli.routing.ShadowReportCommand;
import dev.banyan.cli.stack.StackException;
import dev.banyan.jobs.mapping.spec.MappingException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "banyan",
    mixinStandardHelpOptions = true,
    version = "banyan 0.1.0",
    description = {
      "Takes a Spring Boot and MongoDB monolith to Lambda, Kinesis and DynamoDB, one capability at"
          + " a time, under live traffic.",
      ""
    },
    footer = {
      "",
      "First steps:",
      "  banyan demo                    watch a social network lose two capabilities, with an audit",
      "  banyan up                      start everything and leave it to you",
      "  banyan status                  where each capability stands",
      "",
      "Before anything moves:",
      "  banyan plan init --collection X  propose a mapping from what is stored",
      "  banyan plan --mapping FILE       what would be lost, take long, cost how much",
      "",
      "Moving a capability by hand, while 'banyan up' runs:",
      "  banyan backfill relationships  copy what existed before",
      "  banyan verify relationships    compare both sides under live writes",
      "  banyan shadow relationships    answer from legacy, ask serverless too",
      "  banyan canary relationships 10 answer 10 %% of the users from serverless (100: all, 0: back)",
      "  banyan switch relationships    move the writes",
      "  banyan shadow report           how the answers of both sides differ",
      "  banyan canary status           whether serverless fails more, or is slower",
      "  banyan route explain GET /feed why a request goes where it goes; also: banyan routes",
      "  banyan events tail             what capture publishes; also lag, reconcile, resnapshot",
      "",
      "Exit codes: 0 done, 1 refused or failed, 2 bad input."
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      PlanCommand.class,
      StatusCommand.class,
      CapabilitiesCommand.class,
      BackfillCommand.class,
      VerifyCommand.class,
      ShadowCommand.class,
      CanaryCommand.class,
      SwitchCommand.class,
      ProxiesCommand.class,
      RoutesCommand.class,
      RouteCommand.class,
      EventsCommand.class,
      DeadLettersCommand.class,
      TokenCommand.class
    })
public final class BanyanCommand implements Runnable {

  private static final String POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

  /** Exit code for what was refused or failed on the way. */
  private static final int FAILED = 1;

  /** Exit code for what the user can mend in the command line or the input. */
  private static final int BAD_INPUT = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  public static void main(String[] args) {
    sharePool();
    System.exit(commandLine().execute(args));
  }

  /**
   * With a pool of one, which is what two processors give, the JDK starts a thread for every answer
   * of its HTTP client.
   */
  private static void sharePool() {
    if (System.getProperty(POOL) == null && Runtime.getRuntime().availableProcessors() < 3) {
      System.setProperty(POOL, "2");
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new BanyanCommand());
    // Added here, so that the package of stage changes need not know that of reports.
    subcommand(line, "shadow").addSubcommand(new ShadowReportCommand());
    subcommand(line, "canary").addSubcommand(new CanaryStatusCommand());
    return line.setExecutionExceptionHandler(BanyanCommand::explain)
        .setParameterExceptionHandler(BanyanCommand::misspelt)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static CommandLine subcommand(CommandLine line, String name) {
    return Objects.requireNonNull(line.getSubcommands().get(name), name);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand.");
  }

  /** One line for what is wrong, and where to read on: a page of options would hide it. */
  private static int misspelt(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("banyan: " + mistake.getMessage());
    if (command.getCommandSpec().userObject() instanceof Runnable) { // it only has subcommands
      command.usage(err);
    } else if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return BAD_INPUT;
  }

  /** One line for what went wrong; the stack trace only if {@code BANYAN_DEBUG} is set. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult result) {
    PrintWriter err = command.getErr();
    String message = failure.getMessage();
    err.println("banyan: " + (message == null ? failure.getClass().getSimpleName() : message));
    if (System.getenv("BANYAN_DEBUG") != null) {
      failure.printStackTrace(err);
    }
    err.flush();
    return isBadInput(failure) ? BAD_INPUT : FAILED;
  }

  private static boolean isBadInput(Exception failure) {
    return failure instanceof InputException
        || failure instanceof StackException
        || failure instanceof MappingException
        || failure instanceof IllegalArgumentException;
  }
}
