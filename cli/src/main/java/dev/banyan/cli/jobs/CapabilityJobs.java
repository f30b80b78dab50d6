package dev.banyan.cli.jobs;

import dev.banyan.cli.migrate.Watch;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.Credentials;
import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.FanOut;
import dev.banyan.feed.PostTable;
import dev.banyan.feed.TimelineTable;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.batch.BatchStore;
import dev.banyan.jobs.backfill.capability.CapabilityBackfill;
import dev.banyan.jobs.backfill.capability.CapabilityPhase;
import dev.banyan.jobs.backfill.capability.CapabilityStores;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/** Runs the jobs of a capability over a run's stores. One job at a time. */
public final class CapabilityJobs {

  /** Defaults of the parameters CelebrityFollowers and PostsOnFollow in services/template.yaml. */
  private static final int CELEBRITY_FOLLOWERS = 1_000;

  private static final int POSTS_ON_FOLLOW = 50;

  /**
   * DynamoDB Local writes a table under one lock: more in flight would only wait in front of it.
   */
  private static final int IN_FLIGHT = 8;

  private final Run run;
  private final Path jobs;
  private final AtomicReference<@Nullable CapabilityBackfill> running = new AtomicReference<>();

  /**
   * Jobs of a run.
   *
   * @param stateDir what steers a job is in its folder {@code jobs}
   */
  public CapabilityJobs(Run run, Path stateDir) {
    this.run = run;
    this.jobs = stateDir.resolve("jobs");
  }

  /**
   * Copies what existed before.
   *
   * @param restart begins anew instead of going on from checkpoints
   * @throws IllegalArgumentException if there is no such capability
   */
  public BackfillSummary backfill(String capability, boolean restart, Consumer<String> progress) {
    try (CapabilityBackfill backfill = open(capability, restart)) {
      running.set(backfill);
      BackfillResult result =
          backfill.run(
              (job, throttle) ->
                  new Watch(jobs.resolve(job), throttle, done -> progress.accept(text(done))));
      return new BackfillSummary(
          result.ending().name(),
          result.documents(),
          result.written(),
          result.alreadyNewer(),
          result.deadLetters(),
          Math.round(result.seconds() * 10) / 10.0);
    } finally {
      running.set(null);
    }
  }

  /** Stops a backfill that runs, which saves its checkpoints; safe from any thread. */
  public void stop() {
    CapabilityBackfill backfill = running.get();
    if (backfill != null) {
      backfill.close();
    }
  }

  /**
   * Drives the documents that its backfill has set aside through the mappings again.
   *
   * @return how many are left
   * @throws IllegalArgumentException if there is no such capability
   */
  public int redrive(String capability) {
    try (CapabilityBackfill backfill = open(capability, false)) {
      return backfill.redrive();
    }
  }

  private CapabilityBackfill open(String capability, boolean restart) {
    List<CapabilityPhase> phases = phases(capability);
    CapabilityStores stores =
        new CapabilityStores(
            run.database(),
            this::tables,
            BatchStore.open(run.mongo(), BatchStore.DATABASE),
            run.control(),
            run.deadLetters());
    CopyConfig config = CopyConfig.DEFAULT.withRestart(restart);
    return new CapabilityBackfill(capability, phases, stores, config, IN_FLIGHT, Clock.systemUTC());
  }

  private ItemDestination tables() {
    return DynamoDestination.of(
        DynamoAccess.of(Region.US_EAST_1, run.endpoints().dynamoDb(), Credentials.provider()),
        WritePath.INSERT_IF_ABSENT,
        IN_FLIGHT,
        run.dynamoDb(),
        false);
  }

  private List<CapabilityPhase> phases(String capability) {
    return switch (capability) {
      case "relationships" -> CapabilityPhase.relationships();
      case "feed" -> feed();
      default -> throw unknown(capability);
    };
  }

  private List<CapabilityPhase> feed() {
    Clock clock = Clock.systemUTC();
    PostTable posts = new PostTable(run.dynamoDb(), clock);
    return CapabilityPhase.feed(
        posts,
        new FanOut(
            new EdgeTable(run.dynamoDb(), clock),
            posts,
            new TimelineTable(run.dynamoDb()),
            CELEBRITY_FOLLOWERS,
            POSTS_ON_FOLLOW));
  }

  private static String text(BackfillProgress done) {
    return "%s: %,d of %,d documents, %,.0f/s%s%s"
        .formatted(
            done.phase(),
            done.documents(),
            done.total(),
            done.perSecond(),
            done.remaining().map(left -> ", " + left.toSeconds() + " s to go").orElse(""),
            done.throttle().map(reason -> "; slower because of " + reason).orElse(""));
  }

  /**
   * Compares both sides under live writes.
   *
   * @throws IllegalArgumentException if there is no such capability
   */
  public VerificationSummary verify(String capability, Consumer<String> progress) {
    CapabilityVerification what =
        switch (capability) {
          case "relationships" ->
              CapabilityVerification.relationships(run.database(), run.dynamoDb());
          case "feed" -> CapabilityVerification.feed(run.database(), run.dynamoDb());
          default -> throw unknown(capability);
        };
    VerificationConfig config = VerificationConfig.DEFAULT.withSettle(Duration.ofMillis(500));
    try (VerificationJob job =
        new VerificationJob(what, run.control(), config, Clock.systemUTC())) {
      VerificationResult result =
          job.run(
              done ->
                  progress.accept(
                      "generation %d: %,d compared, %,d differ at this moment"
                          .formatted(done.generation(), done.compared(), done.differing())));
      return new VerificationSummary(
          result.generations().size(),
          result.compared(),
          result.differences() + result.unsettled(),
          result.completed(),
          result.headline().map(Object::toString).orElse(""));
    }
  }

  private static IllegalArgumentException unknown(String capability) {
    return new IllegalArgumentException(
        "there is no capability '" + capability + "': use one of " + Run.CAPABILITIES);
  }
}
