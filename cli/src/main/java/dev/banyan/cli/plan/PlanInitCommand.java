package dev.banyan.cli.plan;

import dev.banyan.cli.display.Json;
import dev.banyan.jobs.plan.DocumentSource;
import dev.banyan.jobs.plan.PlanInit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan plan init}. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes a mapping for a collection from a sample of its documents: key, types, drifting"
          + " fields. It loads as it stands; edit it, then run 'banyan plan'.",
      "Its first line names the schema, so that editors complete and check it."
    },
    footer = {
      "",
      "Examples:",
      "  export BANYAN_MONGODB_URI=mongodb://localhost:27017/shop",
      "  banyan plan init --collection orders",
      "  banyan plan init --collection orders --out orders.yaml",
      "  banyan plan init --collection orders --from-dump dump/shop --out orders.yaml"
    })
final class PlanInitCommand implements Callable<Integer> {

  @Mixin private DocumentOptions options = new DocumentOptions();

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      required = true,
      description = "The collection to look at.")
  private String collection = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write there, and the schema beside it (default: print the mapping).")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Override
  public Integer call() {
    if (out != null && !force && Files.exists(out)) {
      NewFile.write(out, "", false); // refuses, before the sample is read
    }
    String mapping = propose();
    if (out == null) {
      System.out.print(
          options.json() ? Json.of(Map.of("collection", collection, "mapping", mapping)) : mapping);
      return 0;
    }
    NewFile.write(out, mapping, force);
    Path schema = out.toAbsolutePath().resolveSibling(PlanInit.SCHEMA);
    if (force || !Files.exists(schema)) {
      NewFile.write(schema, PlanInit.schema(), force);
    }
    System.out.println(
        options.json()
            ? Json.of(
                Map.of(
                    "collection", collection, "file", out.toString(), "schema", schema.toString()))
            : "Wrote " + out + " and " + schema + ". Edit, then: banyan plan --mapping " + out);
    return 0;
  }

  private String propose() {
    try (Documents documents = options.open()) {
      DocumentSource source = documents.of(collection);
      if (!source.sample(1).hasNext()) {
        throw new IllegalArgumentException(
            source.name() + " is empty: there is nothing to propose a mapping from");
      }
      return PlanInit.propose(collection, source, options.sample());
    }
  }
}
