package dev.banyan.cli.command;

import dev.banyan.cli.option.AwsEndpoint;
import dev.banyan.cli.option.MongoUri;
import dev.banyan.cli.option.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code banyan verify --mapping}. */
final class MappedVerifyOptions {

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Verify what this mapping file maps.")
  private @Nullable Path mapping;

  @Option(
      names = "--mapping-class",
      paramLabel = "CLASS",
      description = {
        "Verify what this mapping in Java maps, by running it: lost, extra, stale and changed items",
        "are found, mistakes of the mapping are not."
      })
  private @Nullable String mappingClass;

  @Option(
      names = "--expectation-class",
      paramLabel = "CLASS",
      description = {
        "With --mapping-class: a CollectionExpectation, written without a look at the mapping, says",
        "what must be. Mistakes of the mapping are found then."
      })
  private @Nullable String expectationClass;

  @Option(names = "--classpath", paramLabel = "PATH", description = "Jars and directories of both.")
  private String classpath = "";

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_MONGODB_URI}",
      description = "MongoDB; better given as BANYAN_MONGODB_URI, which no process list shows.")
  private @Nullable String mongoUri;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "Its database (default: the one that the connection string names).")
  private @Nullable String database;

  @Option(
      names = "--from-dump",
      paramLabel = "DIR",
      description = "Hold tables against mongodump's files instead of MongoDB.")
  private @Nullable Path dump;

  @Option(
      names = "--dumped-at",
      paramLabel = "TIME",
      description = {
        "With --from-dump: when the dump began, like 2026-11-21T10:00:00Z. Items that differ count",
        "as newer, not as wrong, only if they were written later (without: if anything but a",
        "backfill from a dump has written them)."
      })
  private @Nullable Instant dumpedAt;

  @Option(
      names = "--large-items",
      paramLabel = "WHERE",
      description = "As for the backfill: compare offloaded items inside.")
  private @Nullable String largeItems;

  @Option(
      names = "--aws-endpoint",
      converter = AwsEndpoint.class,
      paramLabel = "URI",
      description = "DynamoDB elsewhere than on AWS.")
  private @Nullable URI awsEndpoint;

  @Option(
      names = "--control-table",
      paramLabel = "TABLE",
      description = "Store the evidence there, where switches look for it: banyan-control.")
  private @Nullable String controlTable;

  @Option(names = "--report", paramLabel = "FILE", description = "Write a JSON report.")
  private @Nullable Path report;

  @Option(names = "--repair", description = "Write differing documents again, never over newer.")
  private boolean repair;

  @Option(
      names = "--repair-extra",
      description = "With --repair: items that no document has become tombstones.")
  private boolean repairExtra;

  @Option(
      names = "--floor",
      paramLabel = "VERSION",
      description = "With --repair, after a switch: the switch's position.")
  private @Nullable String floor;

  @Option(names = "--without-extra", description = "Do not scan tables for extra items.")
  private boolean withoutExtra;

  @Option(names = "--continuous", description = "Begin again at the end, until stopped.")
  private boolean continuous;

  @Option(names = "--restart", description = "Forget the checkpoints.")
  private boolean restart;

  @Option(
      names = "--lag",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long a change may take to arrive (default: ${DEFAULT-VALUE}).")
  private int lagSeconds;

  @Option(
      names = "--most-suspects",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Differing pairs kept for re-checks; more only count (default: 10000).")
  private int mostSuspects;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "2m",
      description =
          "How long to ask while DynamoDB is silent at first (default: ${DEFAULT-VALUE}).")
  private Duration patience = Duration.ofMinutes(2);

  /** What is to be verified. */
  VerifiedMapping mapping() {
    return mappingClass == null
        ? VerifiedMapping.ofFile(Objects.requireNonNull(mapping))
        : VerifiedMapping.ofJava(mappingClass, expectationClass, classpath);
  }

  String mongoUri() {
    if (mongoUri == null || mongoUri.isEmpty()) {
      throw new IllegalArgumentException("give --mongo-uri or set BANYAN_MONGODB_URI");
    }
    return mongoUri;
  }

  String database() {
    String name = database == null ? MongoUri.parse(mongoUri()).getDatabase() : database;
    if (name == null) {
      throw new IllegalArgumentException("which database? name it by --database, or in the URI");
    }
    return name;
  }

  @Nullable Path dump() {
    return dump;
  }

  @Nullable Instant dumpedAt() {
    return dumpedAt;
  }

  @Nullable String largeItems() {
    return largeItems;
  }

  /**
   * Refuses what makes no sense together.
   *
   * @throws IllegalArgumentException with the remedy
   */
  void check() {
    if ((mapping == null) == (mappingClass == null)) {
      throw new IllegalArgumentException(
          "name what to verify: --mapping FILE, or --mapping-class CLASS, or a capability");
    }
    if (mappingClass == null && (expectationClass != null || !classpath.isEmpty())) {
      throw new IllegalArgumentException(
          "--expectation-class and --classpath go with --mapping-class");
    }
    if (mappingClass != null && expectationClass == null && controlTable != null) {
      throw new IllegalArgumentException(
          "a mapping that is held against itself is no evidence for a switch: with --control-table"
              + " give --expectation-class too");
    }
    if (lagSeconds < 0) {
      throw new IllegalArgumentException("--lag must be 0 or more seconds, was " + lagSeconds);
    }
    if (mostSuspects < 1) {
      throw new IllegalArgumentException("--most-suspects must be 1 or more, was " + mostSuspects);
    }
    if (dump == null && dumpedAt != null) {
      throw new IllegalArgumentException("--dumped-at is about a dump: give --from-dump too");
    }
    if (dump != null && (repair || controlTable != null || continuous)) {
      throw new IllegalArgumentException(
          "a dump says what was: --repair, --control-table and --continuous need the live"
              + " collection, so leave out --from-dump");
    }
  }

  @Nullable URI awsEndpoint() {
    return awsEndpoint;
  }

  Duration patience() {
    return patience;
  }

  @Nullable String controlTable() {
    return controlTable;
  }

  @Nullable Path report() {
    return report;
  }

  boolean repair() {
    return repair;
  }

  boolean repairExtra() {
    return repairExtra;
  }

  @Nullable String floor() {
    return floor;
  }

  boolean withoutExtra() {
    return withoutExtra;
  }

  boolean continuous() {
    return continuous;
  }

  boolean restart() {
    return restart;
  }

  int lagSeconds() {
    return lagSeconds;
  }

  int mostSuspects() {
    return mostSuspects;
  }
}
