package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.jobs.VerificationSummary;
import dev.banyan.cli.run.Run;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares both sides under live writes; what changed or differed is compared again.",
      "Exit code 1 if differences stand."
    })
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private RunningOptions options = new RunningOptions();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  /** A capability of the run that is up, or what a mapping file maps. */
  static final class What {
    @Parameters(index = "0", paramLabel = "CAPABILITY", description = "relationships or feed.")
    private @Nullable String capability;

    @ArgGroup(exclusive = false, heading = "What a mapping file maps, wherever both sides are:%n")
    private @Nullable MappedVerifyOptions mapped;
  }

  @Override
  public Integer call() {
    Display display = options.display();
    if (what.mapped != null) {
      return new MappedVerify(what.mapped, options.stateDir(), display, options.json()).run();
    }
    String capability = String.valueOf(what.capability);
    try (Run run = options.open()) {
      CapabilityJobs jobs = new CapabilityJobs(run, options.stateDir());
      display.step("Verifying " + capability, "");
      VerificationSummary result = jobs.verify(capability, display::progress);
      display.done(result.text());
      if (options.json()) {
        System.out.println(Json.of(result));
      }
      return result.differences() == 0 && result.completed() ? 0 : 1;
    }
  }
}
