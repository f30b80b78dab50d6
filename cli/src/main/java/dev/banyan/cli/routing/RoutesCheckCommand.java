package dev.banyan.cli.routing;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.proxy.routefile.RouteFile;
import dev.banyan.proxy.routefile.RouteFileException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code banyan routes check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads route files as the proxy would, all of them together, and needs no proxy.",
      "Exit code 1 for a mistake; it is told with file, line, column and the nearest known name."
    },
    footer = {
      "",
      "Examples:",
      "  banyan routes check routes.yaml",
      "  banyan routes check shop.yaml social.yaml --output json"
    })
final class RoutesCheckCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "As the proxy is given them.")
  private List<Path> files = List.of();

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    Map<String, Reader> texts = new LinkedHashMap<>();
    files.forEach(file -> texts.put(file.toString(), new StringReader(RouteTexts.read(file))));
    try {
      int routes = RouteFile.read(texts).routes().size();
      say(Map.of("good", true, "routes", routes), "Good: " + routes + " routes.");
      return 0;
    } catch (RouteFileException e) {
      say(Map.of("good", false, "mistake", String.valueOf(e.getMessage())), "" + e.getMessage());
      return 1;
    }
  }

  private void say(Map<String, Object> json, String text) {
    System.out.println(output.json() ? Json.of(json) : text);
  }
}
