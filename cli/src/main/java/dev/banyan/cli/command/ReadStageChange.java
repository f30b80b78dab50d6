package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.control.Guard;
import dev.banyan.control.ReadStage;
import dev.banyan.control.ReadStages;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that move reads share. */
final class ReadStageChange {

  @Mixin private DeploymentOptions options = new DeploymentOptions();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec command;

  /** Not required for picocli, which would ask for it in front of a subcommand too. */
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "For instance relationships.")
  private @Nullable String capability;

  @Option(
      names = "--override",
      paramLabel = "REASON",
      description = "Go forward without evidence; the reason stands in the audit log.")
  private @Nullable String override;

  int to(ReadStage stage) {
    String capability = capability();
    return options.with(
        deployment -> {
          ReadStages stages = new ReadStages(deployment.control(), Clock.systemUTC());
          ReadStages.Outcome outcome =
              stages.move(capability, stage, System.getProperty("user.name", "cli"), override);
          return report(capability, outcome);
        });
  }

  /** The capability, which must have been named. */
  String capability() {
    if (capability == null) {
      throw missing("CAPABILITY");
    }
    return capability;
  }

  /** What picocli says of a required parameter. */
  ParameterException missing(String parameter) {
    return new ParameterException(
        command.commandLine(),
        "Missing required parameter: "
            + parameter
            + ". See 'banyan "
            + command.name()
            + " --help'.");
  }

  private int report(String capability, ReadStages.Outcome outcome) {
    if (outcome instanceof ReadStages.Outcome.Refused refused) {
      System.out.println(
          options.json() ? Json.of(Map.of("refused", refused.guards())) : "Refused:");
      if (!options.json()) {
        System.out.println(Guards.text(refused.guards()));
      }
      return 1;
    }
    ReadStages.Outcome.Moved moved = (ReadStages.Outcome.Moved) outcome;
    System.out.println(
        options.json()
            ? Json.of(
                Map.of(
                    "capability", capability, "reads", moved.capability().readStage().toString()))
            : capability + ": reads are at " + moved.capability().readStage());
    return 0;
  }

  /** How guards are shown. */
  static final class Guards {
    private Guards() {}

    static String text(List<Guard> guards) {
      StringBuilder text = new StringBuilder();
      for (Guard guard : guards) {
        text.append(guard.passed() ? "  ok       " : "  refused  ")
            .append(guard.name())
            .append(": ")
            .append(guard.detail())
            .append(System.lineSeparator());
      }
      return text.toString().stripTrailing();
    }
  }
}
