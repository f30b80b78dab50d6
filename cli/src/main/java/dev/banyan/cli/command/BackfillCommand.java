package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.jobs.BackfillSummary;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.run.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan backfill}. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Copies what existed before, race-safe under live traffic: an item that is there is newer.",
      "Stopped and run again, it goes on where it was."
    })
public final class BackfillCommand implements Callable<Integer> {

  @Mixin private RunningOptions options = new RunningOptions();

  @Parameters(index = "0", paramLabel = "CAPABILITY", description = "relationships or feed.")
  private String capability = "";

  @Option(names = "--restart", description = "Forget the checkpoints and begin at the beginning.")
  private boolean restart;

  @Override
  public Integer call() {
    Display display = options.display();
    try (Run run = options.open()) {
      CapabilityJobs jobs = new CapabilityJobs(run, options.stateDir());
      display.step("Backfilling " + capability, "");
      BackfillSummary result = jobs.backfill(capability, restart, display::progress);
      display.done(result.text());
      if (options.json()) {
        System.out.println(Json.of(result));
      }
      return result.deadLetters() == 0 && !result.ending().equals("STOPPED") ? 0 : 1;
    }
  }
}
