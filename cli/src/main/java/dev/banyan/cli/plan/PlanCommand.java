package dev.banyan.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.migrate.JavaMappingOptions;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.plan.Plan;
import dev.banyan.jobs.plan.PlanOptions;
import dev.banyan.jobs.plan.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Reads documents through a mapping and says what a migration would meet, take and cost."
          + " Writes nothing to any store.",
      "",
      "Says: documents that cannot be mapped, and why; fields with values of several types; items"
          + " near and over 400 KB; numbers that DynamoDB cannot hold; keys that come twice; hot"
          + " keys; time and dollars.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  export BANYAN_MONGODB_URI=mongodb://localhost:27017/shop",
      "  banyan plan init --collection orders --out orders.yaml",
      "  banyan plan --mapping orders.yaml",
      "  banyan plan --mapping orders.yaml --exact-keys --report orders-plan.json",
      "  banyan plan --mapping orders.yaml --from-dump dump --database shop",
      "  banyan plan --mapping-class com.example.OrderMapping --classpath order-mapping",
      "",
      "Exit codes: 0 nothing would be lost; 1 documents would become dead letters, keys collide, or"
          + " a mapping in Java makes other items each time; 2 bad input."
    },
    subcommands = PlanInitCommand.class)
public final class PlanCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Mixin private DocumentOptions options = new DocumentOptions();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "The mapping file; each collection in it is planned.")
  private @Nullable Path mapping;

  @Mixin private JavaMappingOptions java = new JavaMappingOptions();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Write units a second to tell the time for (default: ${DEFAULT-VALUE}).")
  private double rate = 4_000;

  @Option(
      names = "--exact-keys",
      description = "Read all documents, not a sample, to find keys that come twice.")
  private boolean exactKeys;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write the report there too: as JSON if the name ends with .json, else as text.")
  private @Nullable Path report;

  @Override
  public Integer call() {
    if (mapping == null && !java.isGiven()) {
      throw new ParameterException(
          spec.commandLine(),
          "Missing --mapping FILE (or --mapping-class CLASS). There is none yet? 'banyan plan init --collection NAME' proposes"
              + " one.");
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("--rate must be above 0, was " + rate);
    }
    List<PlanReport> reports = plan(mappings());
    System.out.println(options.json() ? json(reports) : text(reports));
    if (report != null) {
      write(report, reports);
    }
    return reports.stream().anyMatch(PlanCommand::losesSomething) ? 1 : 0;
  }

  private List<? extends DocumentMapping> mappings() {
    if (mapping == null) {
      return List.of(java.load());
    }
    java.check();
    if (java.isGiven()) {
      throw new IllegalArgumentException("--mapping and --mapping-class: give one of them");
    }
    return MappingFile.read(mapping).mappings();
  }

  private List<PlanReport> plan(List<? extends DocumentMapping> mappings) {
    PlanOptions how =
        new PlanOptions(
            options.sample(),
            exactKeys,
            PlanOptions.DEFAULT.mostHashes(),
            rate,
            PlanOptions.DEFAULT.prices());
    try (Documents documents = options.open()) {
      List<PlanReport> reports = new ArrayList<>();
      for (DocumentMapping each : mappings) {
        reports.add(Plan.run(documents.of(each.collection()), each, how));
      }
      return reports;
    } catch (JobException e) {
      throw new IllegalArgumentException(e.getMessage(), e); // a dump that is no BSON, or cut
    }
  }

  private static boolean losesSomething(PlanReport report) {
    return !report.refused().isEmpty() || report.collisions().items() > 0 || report.unsteady() > 0;
  }

  private static String text(List<PlanReport> reports) {
    return reports.stream().map(PlanReport::text).collect(Collectors.joining("\n")).stripTrailing();
  }

  private static String json(List<PlanReport> reports) {
    List<JsonNode> plans = new ArrayList<>();
    for (PlanReport each : reports) {
      try {
        plans.add(MAPPER.readTree(each.json()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the plan of " + each.collection() + " is no JSON", e);
      }
    }
    return Json.of(Map.of("plans", plans));
  }

  private static void write(Path file, List<PlanReport> reports) {
    try {
      Files.writeString(
          file, (file.toString().endsWith(".json") ? json(reports) : text(reports)) + "\n");
    } catch (IOException e) {
      throw new IllegalArgumentException("--report " + file + " cannot be written: " + e, e);
    }
  }
}
