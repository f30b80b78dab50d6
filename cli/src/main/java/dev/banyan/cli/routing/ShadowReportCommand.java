package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan shadow report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "How the answers of both sides differ, by route and by path in the answer: how often, with the"
          + " 99 %% interval, and how often legacy differs from itself. Flagged is what differs"
          + " beyond that.",
      "Exit code 1 if anything is flagged."
    },
    footer = {
      "",
      "Examples:",
      "  banyan shadow report",
      "  banyan shadow report relationships --samples 5",
      "  banyan shadow report feed --output json | jq '.reports[].routes[].paths[]'"
    })
public final class ShadowReportCommand implements Callable<Integer> {

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "Only this one (default: all that routes name).")
  private @Nullable String capability;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Show the latest N pairs that differed, of each route (default: ${DEFAULT-VALUE}).")
  private int samples = 3;

  @Override
  public Integer call() {
    if (samples < 0) {
      throw new IllegalArgumentException("--samples must be 0 or more, was " + samples);
    }
    List<JsonNode> reports = Capabilities.ask(options.open(), "/shadow", capability);
    if (options.json()) {
      System.out.println(Json.of(Map.of("reports", reports)));
    } else {
      reports.forEach(report -> System.out.print(ShadowText.of(report, samples)));
    }
    return reports.stream().anyMatch(report -> report.path("flagged").asLong() > 0) ? 1 : 0;
  }
}
