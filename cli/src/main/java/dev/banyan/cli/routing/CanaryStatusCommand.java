package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan canary status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Where a canary stands: its last check by route, failed checks in a row, and the stage that"
          + " reads would go back to.",
      "Exit code 1 if the last checks failed."
    },
    footer = {
      "",
      "Examples:",
      "  banyan canary status",
      "  banyan canary status relationships --output json | jq '.canaries[].routes'"
    })
public final class CanaryStatusCommand implements Callable<Integer> {

  private static final double MICROS = 1_000;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "Only this one (default: all that routes name).")
  private @Nullable String capability;

  @Override
  public Integer call() {
    List<JsonNode> states = Capabilities.ask(options.open(), "/canary", capability);
    if (options.json()) {
      System.out.println(Json.of(Map.of("canaries", states)));
    } else {
      states.forEach(state -> System.out.print(text(state)));
    }
    return states.stream().anyMatch(state -> state.path("failedChecks").asInt() > 0) ? 1 : 0;
  }

  static String text(JsonNode state) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: reads at %s, %d failed checks since the last good one%s%n"
            .formatted(
                state.path("capability").asText(),
                state.path("stage").asText(),
                state.path("failedChecks").asInt(),
                back(state)));
    if (!state.hasNonNull("checkedAt")) {
      return text.append(
              "  Not checked yet: checks are made while reads are at a canary.%n".formatted())
          .toString();
    }
    text.append("  checked ").append(state.path("checkedAt").asText()).append("%n".formatted());
    Table table =
        new Table()
            .row("route", "verdict", "requests", "errors", "p99 ms (both: legacy, serverless)");
    state
        .path("routes")
        .properties()
        .forEach(route -> row(table, route.getKey(), route.getValue()));
    text.append(table);
    state
        .path("routes")
        .properties()
        .forEach(
            route ->
                text.append(
                    "  %s: %s%n".formatted(route.getKey(), route.getValue().path("why").asText())));
    return text.toString();
  }

  private static String back(JsonNode state) {
    return state.path("stage").asText().startsWith("CANARY")
        ? ", would go back to " + state.path("lastSafe").asText()
        : "";
  }

  private static void row(Table table, String route, JsonNode verdict) {
    table.row(
        route,
        verdict.path("verdict").asText(),
        pair(verdict, "legacyRequests", "serverlessRequests"),
        pair(verdict, "legacyErrors", "serverlessErrors"),
        String.format(
            Locale.ROOT,
            "%.1f, %.1f",
            verdict.path("legacyP99Micros").asLong() / MICROS,
            verdict.path("serverlessP99Micros").asLong() / MICROS));
  }

  private static String pair(JsonNode verdict, String legacy, String serverless) {
    return verdict.path(legacy).asText() + ", " + verdict.path(serverless).asText();
  }
}
