package dev.banyan.cli.command;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.display.Display;
import dev.banyan.cli.display.Json;
import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.verify.Difference;
import dev.banyan.jobs.verify.MappedEvidence;
import dev.banyan.jobs.verify.MappedVerification;
import dev.banyan.jobs.verify.Repair;
import dev.banyan.jobs.verify.RepairReport;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Verifies what a mapping file maps, wherever both sides are. */
final class MappedVerify {

  private static final int MOST_DIFFERENCES = 1_000;

  private final MappedVerifyOptions options;
  private final Path state;
  private final Display display;
  private final boolean json;
  private final VerifiedMapping mapping;

  MappedVerify(MappedVerifyOptions options, Path stateDir, Display display, boolean json) {
    this.options = options;
    this.display = display;
    this.json = json;
    options.check();
    this.mapping = options.mapping();
    Path dump = options.dump();
    if (dump != null) {
      mapping.requireIn(dump);
    }
    this.state =
        stateDir.resolve(dump == null ? "verify" : "verify-dump").resolve(mapping.capability());
  }

  /** Exit code: 0 if both sides agree. */
  int run() {
    if (options.restart()) {
      MappedVerification.restart(state);
    }
    int code = 1;
    try (VerifiedSides sides = new VerifiedSides(options)) {
      do {
        code = once(sides);
      } while (options.continuous() && code != STOPPED && !Thread.currentThread().isInterrupted());
    } catch (MongoException | JobException e) {
      throw UnreadSide.told(e);
    }
    return code == STOPPED ? 1 : code;
  }

  private static final int STOPPED = -1;

  private int once(VerifiedSides sides) {
    display.step("Verifying " + mapping.text(), "");
    sides.await(mapping.mappings().get(0).tables().get(0).name(), display::note);
    VerificationResult result;
    RepairReport repaired = null;
    List<Difference> differences;
    Map<String, Object> report = new TreeMap<>();
    try (MappedVerification verification = mapping.open(sides.source(), sides.target(), state);
        VerificationJob job =
            new VerificationJob(
                verification.what(),
                evidence(verification, sides.dynamoDb()),
                config(),
                Clock.systemUTC());
        VerifyProgress progress = new VerifyProgress(display, verification::planned)) {
      Thread hook = new Thread(() -> stopped(job), "banyan-verify-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      result = job.run(progress::show);
      removeHook(hook);
      differences = job.differences(MOST_DIFFERENCES);
      if (options.repair() && result.completed()) {
        repaired = repair(job, sides.database(), sides.dynamoDb());
      }
      report.put("refusedDocuments", verification.refused());
      report.put("notComparedInside", verification.notComparedInside());
      report.put("resumed", verification.isResumed());
      report.put("expectation", mapping.expectation());
      report.put("mappingMistakesSeen", mapping.seesMappingMistakes());
      aboutDump(report, verification.differingNewer());
    }
    if (!result.completed()) {
      return STOPPED;
    }
    MappedVerification.restart(state); // the next run is a new one
    VerifyReport.fill(report, result, differences, repaired);
    write(report, result);
    return result.isGood() ? 0 : 1;
  }

  private void aboutDump(Map<String, Object> report, long newer) {
    if (options.dump() != null) {
      report.put("dump", String.valueOf(options.dump()));
      report.put("newerThanDump", newer);
      if (newer > 0) {
        display.done(
            "%,d items are newer than the dump and were not held against it".formatted(newer));
      }
    }
  }

  /** Kept where the guards of a switch look for it, if that is known. */
  private Consumer<Evidence> evidence(MappedVerification verification, DynamoDbClient dynamoDb) {
    String table = options.controlTable();
    if (table == null) {
      return evidence -> {};
    }
    MappedEvidence kept =
        new MappedEvidence(
            new DynamoDbControlStore(dynamoDb, table),
            mapping.capability(),
            verification.fingerprint(),
            Clock.systemUTC());
    kept.begin();
    return kept::store;
  }

  private VerificationConfig config() {
    return VerificationConfig.DEFAULT
        .withLagBound(Duration.ofSeconds(options.lagSeconds()))
        .withMostSuspects(options.mostSuspects());
  }

  private void stopped(VerificationJob job) {
    job.close();
    System.err.println(
        "Stopped. The checkpoints are in " + state + ": the same command goes on from there.");
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // it runs already
      Thread.currentThread().interrupt();
    }
  }

  private RepairReport repair(
      VerificationJob job, MongoDatabase database, DynamoDbClient dynamoDb) {
    display.step("Repairing", "");
    RepairReport report =
        new Repair(
                mapping.mappings(), database, dynamoDb, m -> floor(m, database), Clock.systemUTC())
            .run(job, options.repairExtra());
    display.done(
        "%,d items written, %,d extra items made tombstones, %,d left, %,d newer, %,d refused"
            .formatted(
                report.written(),
                report.removed(),
                report.left(),
                report.newer(),
                report.refused()));
    return report;
  }

  /** While legacy owns the collection; --floor says the switch position afterwards. */
  private SourceVersion floor(DocumentMapping of, MongoDatabase database) {
    String given = options.floor();
    return given == null
        ? ChangePosition.now(database, of.collection())
        : SourceVersion.parse(given);
  }

  private void write(Map<String, Object> report, VerificationResult result) {
    display.done(
        "%,d compared in %d generations, %,d differences, %,d undecided%s"
            .formatted(
                result.compared(),
                result.generations().size(),
                result.differences(),
                result.unsettled(),
                result.headline().map(first -> "; the longest-standing: " + first).orElse("")));
    if (!mapping.seesMappingMistakes()) {
      display.done(
          "The mapping was held against itself: lost, extra, stale and changed items are found,"
              + " mistakes of the mapping are not. --expectation-class brings a second opinion.");
    }
    Path file = options.report();
    try {
      if (file != null) {
        Files.writeString(file, Json.of(report) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to " + file, e);
    }
    if (json) {
      System.out.println(Json.of(report));
    }
  }
}
