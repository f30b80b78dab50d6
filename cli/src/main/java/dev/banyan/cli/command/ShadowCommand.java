package dev.banyan.cli.command;

import dev.banyan.control.ReadStage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan shadow}. */
@Command(
    name = "shadow",
    mixinStandardHelpOptions = true,
    description =
        "Legacy answers the reads; serverless is asked too, and the answers are compared.",
    footer = {
      "",
      "Examples:",
      "  banyan shadow relationships",
      "  banyan shadow report relationships"
    })
public final class ShadowCommand implements Callable<Integer> {

  @Mixin private ReadStageChange change = new ReadStageChange();

  @Override
  public Integer call() {
    return change.to(ReadStage.SHADOW);
  }
}
