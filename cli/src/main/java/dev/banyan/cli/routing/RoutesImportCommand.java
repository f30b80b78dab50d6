package dev.banyan.cli.routing;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.plan.NewFile;
import dev.banyan.proxy.routefile.OpenApiImport;
import dev.banyan.proxy.routefile.RouteFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan routes import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a route file from an OpenAPI description (3.x or Swagger 2, YAML or JSON).",
      "An operation's capability is its x-banyan-capability, else its first tag, else --capability;"
          + " it writes if its method is unsafe, unless x-banyan-access says otherwise."
    },
    footer = {
      "",
      "Examples:",
      "  banyan routes import openapi.yaml",
      "  banyan routes import openapi.json --capability orders --out routes.yaml",
      "  banyan routes check routes.yaml"
    })
final class RoutesImportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "OPENAPI", description = "The description's file.")
  private Path description = Path.of("");

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      description = "Of operations that name none: lower case letters, digits, dashes.")
  private @Nullable String capability;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write there (default: print the route file).")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    if (capability != null && !capability.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "--capability takes lower case letters, digits and dashes, as 'orders'; was '"
              + capability
              + "'");
    }
    OpenApiImport.Result made = read();
    if (out != null) {
      NewFile.write(out, made.text(), force);
    }
    report(made);
    return 0;
  }

  private OpenApiImport.Result read() {
    try {
      return OpenApiImport.read(description.toString(), RouteTexts.read(description), capability);
    } catch (RouteFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void report(OpenApiImport.Result made) {
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("routes", made.routes());
      json.put("capabilities", made.capabilities());
      json.put("skipped", made.skipped());
      json.put(out == null ? "text" : "file", out == null ? made.text() : out.toString());
      System.out.println(Json.of(json));
      return;
    }
    if (out == null) {
      System.out.print(made.text());
    } else {
      System.out.println(
          "Wrote " + made.routes() + " routes to " + out + ". Next: banyan routes check " + out);
    }
    made.skipped().forEach(reason -> System.err.println("left out, " + reason));
    System.err.println("capabilities: " + String.join(", ", made.capabilities()));
  }
}
