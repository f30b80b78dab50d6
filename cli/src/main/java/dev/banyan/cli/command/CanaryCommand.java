package dev.banyan.cli.command;

import dev.banyan.control.ReadStage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan canary}. */
@Command(
    name = "canary",
    mixinStandardHelpOptions = true,
    description = {
      "Serverless answers the reads of this share of the users.",
      "0 takes the reads back to legacy, 100 gives all of them to serverless. The same users stay in"
          + " as the share grows. Back is always allowed; forward needs fresh verification."
    },
    footer = {
      "",
      "Examples:",
      "  banyan canary relationships 10",
      "  banyan canary relationships 0",
      "  banyan canary status relationships"
    })
public final class CanaryCommand implements Callable<Integer> {

  @Mixin private ReadStageChange change = new ReadStageChange();

  @Parameters(index = "1", arity = "0..1", paramLabel = "PERCENT", description = "0 to 100.")
  private @Nullable Integer percent;

  @Override
  public Integer call() {
    change.capability();
    if (percent == null) {
      throw change.missing("PERCENT");
    }
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("PERCENT must be 0 to 100, was " + percent);
    }
    return change.to(
        switch (percent) {
          case 0 -> ReadStage.LEGACY;
          case 100 -> ReadStage.SERVERLESS;
          default -> ReadStage.canary(percent);
        });
  }
}
