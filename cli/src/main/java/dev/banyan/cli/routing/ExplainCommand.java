package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan route explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Why would this request go there? Asks the code of the proxy that decides real requests;"
          + " nothing is sent to either side."
    },
    footer = {
      "",
      "Examples:",
      "  banyan route explain GET /users/u1/following --user u1",
      "  banyan route explain PUT /users/u1/following/u2 --user u1 --output json",
      "  banyan route explain GET /feed --admin http://127.0.0.1:8089",
      "",
      "Reasons: stage, cohort, outside-cohort, anonymous, included, excluded, own-write, forced,"
          + " owner, unrouted (docs/routing.md)."
    })
final class ExplainCommand implements Callable<Integer> {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(index = "0", paramLabel = "METHOD", description = "For instance GET.")
  private String method = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "For instance /users/u1/following.")
  private String path = "";

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Who asks, as the route tells callers apart (default: nobody that is known).")
  private @Nullable String user;

  @Override
  public Integer call() {
    String verb = method.toUpperCase(Locale.ROOT);
    if (!METHODS.contains(verb)) {
      throw new IllegalArgumentException(
          "'" + method + "' is no HTTP method: give METHOD first, then PATH, as GET /feed");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "PATH begins with a slash and has no host, as /feed; was '" + path + "'");
    }
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("method", verb);
    asked.put("path", path);
    if (user != null) {
      asked.put("user", user);
    }
    JsonNode answer = options.open().get("/explain", asked);
    System.out.println(options.json() ? Json.of(answer) : text(verb, path, user, answer));
    return 0;
  }

  /** The sentence, then the fields. */
  static String text(String method, String path, @Nullable String user, JsonNode answer) {
    Table table = new Table();
    answer
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                table.row(field.getKey(), field.getValue().asText());
              }
            });
    return ExplanationSentence.of(method + " " + path, user, answer)
        + System.lineSeparator()
        + System.lineSeparator()
        + table.toString().stripTrailing();
  }
}
