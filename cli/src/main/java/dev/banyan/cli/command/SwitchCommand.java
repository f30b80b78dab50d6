package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.run.Deployment;
import dev.banyan.control.Guard;
import dev.banyan.control.Switch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan switch}. */
@Command(
    name = "switch",
    mixinStandardHelpOptions = true,
    description = {
      "Moves the ownership of a capability's writes from legacy to serverless.",
      "The proxies hold writes for less than two seconds meanwhile and fail none. If anything takes"
          + " too long, the writes go on to legacy, and nothing was lost."
    })
public final class SwitchCommand implements Callable<Integer> {

  @Mixin private DeploymentOptions options = new DeploymentOptions();

  @Parameters(index = "0", paramLabel = "CAPABILITY", description = "For instance relationships.")
  private String capability = "";

  @Option(names = "--dry-run", description = "Show the guards and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_MONGODB_URI}",
      description =
          "With --aws: the monolith's MongoDB (default: BANYAN_MONGODB_URI, which 'ps' does not"
              + " show).")
  private @Nullable String mongoUri;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "With --aws: the monolith's database (default: that of the URI).")
  private @Nullable String database;

  @Override
  public Integer call() {
    return options.with(mongoUri, database, this::cutOver);
  }

  private int cutOver(Deployment deployment) {
    Switch cutover = deployment.cutover();
    return dryRun
        ? report(cutover.guards(capability))
        : report(cutover.run(capability, System.getProperty("user.name", "cli")));
  }

  private int report(List<Guard> guards) {
    boolean ready = guards.stream().allMatch(Guard::passed);
    if (options.json()) {
      System.out.println(Json.of(Map.of("ready", ready, "guards", guards)));
    } else {
      System.out.println(ReadStageChange.Guards.text(guards));
      System.out.println(ready ? "Ready: nothing was changed." : "Not ready: nothing was changed.");
    }
    return ready ? 0 : 1;
  }

  private int report(Switch.Outcome outcome) {
    if (outcome instanceof Switch.Outcome.Refused refused) {
      return report(refused.guards());
    }
    if (outcome instanceof Switch.Outcome.RolledBack back) {
      say(
          Map.of("switched", false, "reason", back.reason(), "holdMillis", back.held().toMillis()),
          "Rolled back, legacy owns " + capability + " as before: " + back.reason());
      return 1;
    }
    Switch.Outcome.Switched switched = (Switch.Outcome.Switched) outcome;
    long millis = switched.held().toMillis();
    say(
        Map.of("switched", true, "position", switched.position(), "holdMillis", millis),
        "Serverless owns "
            + capability
            + " from "
            + switched.position()
            + " on; held "
            + millis
            + " ms");
    return 0;
  }

  private void say(Map<String, Object> json, String text) {
    System.out.println(options.json() ? Json.of(json) : text);
  }
}
