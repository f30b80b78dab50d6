package dev.banyan.cli.plan;

import dev.banyan.cli.option.OutputOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a plan's documents come from, and how it is shown. */
final class DocumentOptions {

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_MONGODB_URI}",
      description =
          "The MongoDB to look at. The variable BANYAN_MONGODB_URI instead keeps its password out"
              + " of the process list.")
  private @Nullable String mongoUri;

  @Option(
      names = "--from-dump",
      paramLabel = "DIR",
      description = "Look at what mongodump wrote (.bson, .bson.gz) instead of a MongoDB.")
  private @Nullable Path dump;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The database (default: the one that the connection string names).")
  private @Nullable String database;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Documents of a collection to look at (default: ${DEFAULT-VALUE}).")
  private int sample = 10_000;

  @Mixin private OutputOption output = new OutputOption();

  boolean json() {
    return output.json();
  }

  int sample() {
    if (sample < 1) {
      throw new IllegalArgumentException("--sample must be 1 or more, was " + sample);
    }
    return sample;
  }

  /**
   * Opens the source that was named; a dump wins over the variable.
   *
   * @throws IllegalArgumentException if none was, or one that is not there
   */
  Documents open() {
    if (dump != null) {
      return new DumpedDocuments(dump, database);
    }
    if (mongoUri == null || mongoUri.isBlank()) {
      throw new IllegalArgumentException(
          "name what to look at: --mongo-uri URI (or the variable BANYAN_MONGODB_URI), or"
              + " --from-dump DIR");
    }
    return LiveDocuments.open(mongoUri, database);
  }
}
