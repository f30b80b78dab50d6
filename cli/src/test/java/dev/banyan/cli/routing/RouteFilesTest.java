package dev.banyan.cli.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read route files; no proxy is up. */
final class RouteFilesTest {

  private static final String OPENAPI =
      "openapi: 3.0.0\npaths:\n  /orders/{id}:\n    get: {}\n    put: {}\n    head: {}\n";

  @TempDir private Path folder;

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void ended(CommandRun run, int code, String... parts) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(code);
    assertThat(run.out() + run.err()).contains(parts).doesNotContain("\tat ");
  }

  @Test
  void import_writesAFileThatCheckTakes() throws Exception {
    String out = folder.resolve("routes.yaml").toString();
    String openApi = file("openapi.yaml", OPENAPI);

    ended(
        CommandRun.of("routes", "import", openApi, "--capability", "orders", "--out", out),
        0,
        "Wrote 2 routes");
    ended(CommandRun.of("routes", "check", out), 0, "Good: 2 routes");
    ended(
        CommandRun.of("routes", "import", openApi, "--capability", "orders", "--out", out),
        2,
        "--force");
  }

  @Test
  void import_inJsonHasTheText() throws Exception {
    CommandRun run =
        CommandRun.of(
            "routes",
            "import",
            file("openapi.yaml", OPENAPI),
            "--capability",
            "orders",
            "--output",
            "json");

    assertThat(new ObjectMapper().readTree(run.out()).path("text").asText())
        .contains("capability: orders", "access: write");
  }

  @Test
  void import_namesWhatItCannotRead() throws Exception {
    String none = folder.resolve("none.yaml").toString();

    ended(CommandRun.of("routes", "import", none, "--capability", "x"), 2, "none.yaml");
    ended(
        CommandRun.of("routes", "import", file("a.yaml", "a: 1\n"), "--capability", "x"),
        2,
        "a.yaml",
        "paths");
    ended(CommandRun.of("routes", "import", none, "--capability", "A B"), 2, "--capability", "A B");
    ended(
        CommandRun.of("routes", "import", file("b.yaml", OPENAPI)),
        2,
        "b.yaml, line 4",
        "GET /orders/{id} has no tag",
        "--capability NAME");
  }

  @Test
  void check_namesThePlaceOfAMistake() throws Exception {
    String routes =
        "routes:\n  - method: GET\n    path: /feed\n    capabilty: feed\n    access: read\n";

    ended(
        CommandRun.of("routes", "check", file("r.yaml", routes)), 1, "r.yaml", "4", "'capability'");
  }

  @Test
  void check_readsUpstreamsWithoutTheProxysLibraries() throws Exception {
    String routes =
        "upstreams:\n  orders: {url: 'http://127.0.0.1:9'}\nroutes:\n  - method: GET\n"
            + "    path: /feed\n    capability: feed\n    access: read\n    serverless: orders\n";

    ended(CommandRun.of("routes", "check", file("r.yaml", routes)), 0, "Good: 1 routes");
  }

  @Test
  void check_namesAFileThatIsNotThere() {
    ended(CommandRun.of("routes", "check", folder.resolve("no.yaml").toString()), 2, "no.yaml");
  }
}
