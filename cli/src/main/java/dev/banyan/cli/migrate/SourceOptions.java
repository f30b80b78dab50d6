package dev.banyan.cli.migrate;

import dev.banyan.cli.option.AwsEndpoint;
import dev.banyan.cli.option.TimeSpan;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.LargeItems;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where documents come from, where items go, and how fast. */
public final class SourceOptions {

  @Option(names = "--mapping", paramLabel = "FILE", description = "Mapping file: any collection.")
  @Nullable Path mapping;

  @Mixin final JavaMappingOptions java = new JavaMappingOptions();

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "Which one, if the mapping file has several.")
  @Nullable String collection;

  @Option(names = "--database", paramLabel = "NAME", description = "Default: that of the URI.")
  @Nullable String database;

  @Option(
      names = "--from-dump",
      paramLabel = "DIR",
      description = "Read mongodump's files instead of MongoDB.")
  @Nullable Path dump;

  @Option(
      names = "--aws-endpoint",
      converter = AwsEndpoint.class,
      paramLabel = "URL",
      description = "Default: AWS_ENDPOINT_URL_DYNAMODB, or AWS itself.")
  @Nullable URI awsEndpoint;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      defaultValue = "dynamodb",
      description = "dynamodb, s3://BUCKET/PREFIX or a directory (default: ${DEFAULT-VALUE}).")
  String to = "dynamodb";

  @Option(names = "--create-tables", description = "Make tables that lack, billed on demand.")
  boolean createTables;

  @Option(
      names = "--exclusive",
      description = "Nobody else writes to the tables until the end, and they are empty: faster.")
  boolean exclusive;

  @Option(
      names = "--keys-unique",
      description = {
        "No two items get one key, says 'banyan plan --exact-keys'; --exclusive and --to want it",
        "where the mapping does not show it."
      })
  boolean keysUnique;

  @Option(names = "--max-wcu", paramLabel = "N", description = "Write units a second at most.")
  double maxWcu;

  @Option(
      names = "--max-mongo-latency",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      description = "For instance 100ms: go slower when MongoDB's reads take longer.")
  @Nullable Duration maxMongoLatency;

  @Option(
      names = "--max-mongo-queue",
      paramLabel = "N",
      description = "Hibernate while more operations queue up at MongoDB (serverStatus).")
  long maxMongoQueue;

  @Option(
      names = "--large-items",
      paramLabel = "WHERE",
      description = "s3://BUCKET/PREFIX or a directory, for 'oversize: offload'.")
  @Nullable String largeItems;

  @Option(
      names = "--patience",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "2m",
      description = {
        "How long to try again while DynamoDB is away or refuses the credentials, before the job",
        "stops (default: ${DEFAULT-VALUE})."
      })
  Duration patience = Duration.ofMinutes(2);

  @Option(names = "--nice", description = "One reader, few requests, half of the time idle.")
  boolean nice;

  @Option(names = "--readers", defaultValue = "2", description = "Ranges at the same time.")
  int readers = 2;

  @Option(
      names = "--documents-per-range",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Of a partition, which has its own checkpoint (default: ${DEFAULT-VALUE}).")
  int documentsPerRange = 50_000;

  @Option(
      names = "--page",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Documents read again at most after a crash, per reader (${DEFAULT-VALUE}).")
  int page = 10_000;

  @Option(names = "--in-flight", defaultValue = "16", description = "Requests at the same time.")
  int inFlight = 16;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "Name of the job (default: from the collection and where it goes).")
  @Nullable String job;

  @Mixin final JobRepositoryOptions repository = new JobRepositoryOptions();

  /** Whether a mapping was given. */
  public boolean isGiven() {
    return mapping != null || java.isGiven();
  }

  /** Of the database that is read. */
  @Nullable String mongoUri() {
    return repository.mongoUri;
  }

  /**
   * The mapping, of a file or in Java.
   *
   * @param store for the items of {@code oversize: offload}; null where there is none
   */
  DocumentMapping mapping(@Nullable LargeItems store) {
    if (!java.isGiven()) {
      CompiledMapping compiled = compiled();
      return store == null ? compiled : compiled.withLargeItems(store);
    }
    if (mapping != null || collection != null || store != null) {
      throw new IllegalArgumentException(
          "--mapping-class goes without --mapping, --collection and --large-items");
    }
    return java.load();
  }

  /** All that the mapping file maps; nothing of a mapping in Java. */
  List<CollectionSpec> specs() {
    return mapping == null
        ? List.of()
        : file().mappings().stream().map(CompiledMapping::spec).toList();
  }

  private MappingFile file() {
    if (mapping == null) {
      throw new IllegalArgumentException(
          "--mapping is needed: docs/mapping.md says how to write one");
    }
    java.check();
    return MappingFile.read(mapping);
  }

  private CompiledMapping compiled() {
    MappingFile file = file();
    String names =
        file.mappings().stream().map(CompiledMapping::collection).collect(Collectors.joining(", "));
    if (collection == null && file.mappings().size() > 1) {
      throw new IllegalArgumentException(
          "name one of the mapping's collections by --collection: " + names);
    }
    String wanted = collection == null ? file.mappings().get(0).collection() : collection;
    return file.of(wanted)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the mapping has no collection '" + wanted + "': " + names));
  }

  Duration latencyBound() {
    return maxMongoLatency == null ? Duration.ZERO : maxMongoLatency;
  }

  Duration patience() {
    return patience;
  }
}
