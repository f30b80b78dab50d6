package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan routes list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "The routes that the proxy acts on now, and where each is written.",
      "Exit code 1 if the file on disk has a mistake, so that an older one is in force."
    },
    footer = {
      "",
      "Examples:",
      "  banyan routes list",
      "  banyan routes list --output json | jq '.routes[] | select(.capability==\"feed\")'"
    })
final class RoutesListCommand implements Callable<Integer> {

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() {
    JsonNode answer = options.open().get("/routes", Map.of());
    if (options.json()) {
      System.out.println(Json.of(answer));
    } else {
      System.out.print(text(answer));
    }
    if (answer.hasNonNull("failure")) {
      System.err.println(
          "Not in force since "
              + answer.path("failedAt").asText()
              + ", because of a mistake: "
              + answer.path("failure").asText());
      return 1;
    }
    return 0;
  }

  /** Writes have no fallback, whatever their route says. */
  private static boolean reads(JsonNode route) {
    return "read".equals(route.path("access").asText());
  }

  static String text(JsonNode answer) {
    Table table =
        new Table().row("route", "capability", "access", "serverless", "fallback", "written in");
    for (JsonNode route : answer.path("routes")) {
      table.row(
          route.path("method").asText() + " " + route.path("path").asText(),
          route.path("capability").asText(),
          route.path("access").asText(),
          route.hasNonNull("serverless") ? route.path("serverless").asText() : "serverless",
          reads(route) && route.path("fallback").asBoolean() ? "legacy" : "-",
          route.path("origin").asText());
    }
    return table
        + "  Version %s, loaded %s. What matches none goes to legacy.%n"
            .formatted(answer.path("version").asText(), answer.path("loadedAt").asText());
  }
}
