package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan routes audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "What was changed, by whom and why: the latest 20 entries of the audit log.",
      "Of a capability its stages, with the figures of automatic rollbacks and the reasons of"
          + " overrides; without one, the route files that proxies have loaded."
    },
    footer = {
      "",
      "Examples:",
      "  banyan routes audit relationships",
      "  banyan routes audit --output json | jq '.changes[-1]'"
    })
final class RoutesAuditCommand implements Callable<Integer> {

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "Only its changes (default: those of route files).")
  private @Nullable String capability;

  @Override
  public Integer call() {
    Map<String, String> asked = capability == null ? Map.of() : Map.of("capability", capability);
    JsonNode answer = options.open().get("/audit", asked);
    System.out.println(options.json() ? Json.of(answer) : text(answer));
    return 0;
  }

  static String text(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode change : answer.path("changes")) {
      text.append(
          "%s  %s  by %s%n    %s%n"
              .formatted(
                  change.path("at").asText(),
                  change.path("change").asText(),
                  change.path("who").asText(),
                  change.path("reason").asText()));
    }
    return text.isEmpty() ? "Nothing was changed yet." : text.toString().stripTrailing();
  }
}
