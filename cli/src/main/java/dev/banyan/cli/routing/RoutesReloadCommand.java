package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan routes reload}. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = {
      "The proxy reads its route files again, at once. Requests under way keep the route they began"
          + " with.",
      "Exit code 1 if a file has a mistake; then nothing has changed."
    },
    footer = {"", "Examples:", "  banyan routes check routes.yaml && banyan routes reload"})
final class RoutesReloadCommand implements Callable<Integer> {

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() {
    AdminClient.Done done = options.open().post("/routes/reload");
    JsonNode body = done.body();
    if (options.json()) {
      System.out.println(Json.of(body));
    } else if (done.accepted()) {
      System.out.printf(
          "%d routes are in force, version %s, loaded %s%n",
          body.path("count").asInt(),
          body.path("version").asText(),
          body.path("loadedAt").asText());
      body.path("warnings").forEach(warning -> System.out.println("Warning: " + warning.asText()));
    } else {
      System.out.println("Refused, the routes are as they were: " + body.path("error").asText());
    }
    return done.accepted() ? 0 : 1;
  }
}
