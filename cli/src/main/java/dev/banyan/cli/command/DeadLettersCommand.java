package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.ShortText;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.migrate.CollectionJob;
import dev.banyan.cli.migrate.SourceOptions;
import dev.banyan.cli.option.JobOptions;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.option.StateDirOption;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.Stack;
import dev.banyan.jobs.checkpoint.DeadLetterFiles;
import dev.banyan.stream.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bson.BSONException;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
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

  private static final int LONGEST_POSITION = 80;
  private static final int LONGEST_CAUSE = 200;

  @Mixin private RunningOptions options = new RunningOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "For instance relationships; for a job's, use list --job.")
  private String capability = "";

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many, oldest first (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  @Override
  public Integer call() {
    if (capability.isEmpty()) {
      throw new IllegalArgumentException(
          "name a capability, or use list, show or redrive with --job");
    }
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

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "The dead letters of a job, a line each. What is long is cut: 'show', and --output json,",
        "have all of it."
      })
  int list(@Mixin JobOptions job, @Mixin OutputOption output) {
    DeadLetterFiles letters = new DeadLetterFiles(job.existing());
    for (String name : letters.names()) {
      DeadLetter letter = letters.read(name);
      System.out.println(
          output.json()
              ? Json.line(
                  Map.of("id", name, "position", letter.position(), "cause", letter.cause()))
              : name
                  + "  "
                  + ShortText.of(letter.position(), LONGEST_POSITION)
                  + "  "
                  + ShortText.of(letter.cause(), LONGEST_CAUSE));
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "A dead letter of a job with its document.")
  int show(
      @Parameters(paramLabel = "ID", description = "As list shows it.") String id,
      @Mixin JobOptions job) {
    DeadLetter letter = new DeadLetterFiles(job.existing()).read(id);
    System.out.println(letter.position());
    System.out.println(letter.cause());
    System.out.println(document(letter));
    return 0;
  }

  private static String document(DeadLetter letter) {
    try {
      return new RawBsonDocument(letter.payload())
          .toJson(JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).indent(true).build());
    } catch (BSONException | IllegalStateException e) {
      return "not readable as BSON; base64: "
          + Base64.getEncoder().encodeToString(letter.payload());
    }
  }

  @Command(
      name = "redrive",
      mixinStandardHelpOptions = true,
      description = {
        "Drives a job's dead letters through its mapping again, for instance a mended one.",
        "With --capability: those that the backfill of a capability of the run has set aside."
      })
  int redrive(
      @Mixin SourceOptions source,
      @Mixin StateDirOption stateDir,
      @Option(
              names = "--capability",
              paramLabel = "NAME",
              defaultValue = "",
              description = "relationships or feed.")
          String ofCapability) {
    if (source.isGiven() == !ofCapability.isEmpty()) {
      throw new IllegalArgumentException(
          "name a capability by --capability, or a job's mapping by --mapping");
    }
    return ofCapability.isEmpty()
        ? redriveJob(source, stateDir)
        : redriveCapability(ofCapability, stateDir);
  }

  private static int redriveCapability(String name, StateDirOption stateDir) {
    try (Run run = new Run(Stack.endpointsOf(stateDir.path()))) {
      int all = run.deadLetters().count(name);
      int left = new CapabilityJobs(run, stateDir.path()).redrive(name);
      int there = run.deadLetters().count(name);
      System.out.println(redriven(all - there, left));
      if (there > left) {
        System.out.println(
            "%,d more are records of the stream, which no backfill has set aside: publish their documents anew by 'banyan events resnapshot'"
                .formatted(there - left));
      }
      return there == 0 ? 0 : 1;
    }
  }

  private static String redriven(int in, int left) {
    return "%,d dead letters redriven, %,d are left".formatted(in, left);
  }

  private static int redriveJob(SourceOptions source, StateDirOption stateDir) {
    try (CollectionJob job = new CollectionJob(source, stateDir.path(), false)) {
      int all = job.deadLetters().names().size();
      int left = job.redrive();
      System.out.println(redriven(all - left, left));
      return left == 0 ? 0 : 1;
    }
  }
}
