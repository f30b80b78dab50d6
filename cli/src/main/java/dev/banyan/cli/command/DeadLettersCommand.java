package dev.banyan.cli.command;

import dev.banyan.cli.run.Run;
import dev.banyan.stream.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan dead-letters}. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "What could not be handled, with payload, cause and position.")
public final class DeadLettersCommand implements Callable<Integer> {

  @Mixin private RunningOptions options = new RunningOptions();

  @Parameters(index = "0", paramLabel = "CAPABILITY", description = "For instance relationships.")
  private String capability = "";

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many, oldest first (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  @Override
  public Integer call() {
    try (Run run = options.open()) {
      List<DeadLetter> letters = run.deadLetters().list(capability, null, limit);
      if (options.json()) {
        System.out.println(Json.of(letters.stream().map(DeadLettersCommand::row).toList()));
      } else {
        System.out.println(run.deadLetters().count(capability) + " dead letters of " + capability);
        letters.forEach(letter -> System.out.println("  " + letter));
      }
      return 0;
    }
  }

  private static Map<String, Object> row(DeadLetter letter) {
    return Map.of(
        "id", letter.id(),
        "position", letter.position(),
        "cause", letter.cause(),
        "payload", new String(letter.payload(), StandardCharsets.UTF_8));
  }
}
