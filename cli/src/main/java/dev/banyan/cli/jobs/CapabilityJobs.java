package dev.banyan.cli.jobs;

import dev.banyan.cli.run.Run;
import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.FanOut;
import dev.banyan.feed.PostTable;
import dev.banyan.feed.TimelineTable;
import dev.banyan.jobs.backfill.BackfillConfig;
import dev.banyan.jobs.backfill.BackfillJob;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.CapabilityBackfill;
import dev.banyan.jobs.backfill.JobStores;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import dev.banyan.relationships.RelationshipTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

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
  private final Path checkpoints;

  /**
   * Jobs of a run.
   *
   * @param stateDir checkpoints are kept in its folder {@code jobs}
   */
  public CapabilityJobs(Run run, Path stateDir) {
    this.run = run;
    this.checkpoints = stateDir.resolve("jobs");
  }

  /**
   * Copies what existed before.
   *
   * @param restart begins anew instead of going on from checkpoints
   * @throws IllegalArgumentException if there is no such capability
   */
  public BackfillSummary backfill(String capability, boolean restart, Consumer<String> progress) {
    JobStores stores =
        new JobStores(new FileCheckpointStore(checkpoints), run.control(), run.deadLetters()::put);
    BackfillConfig config = BackfillConfig.DEFAULT.withRestart(restart).withMaxInFlight(IN_FLIGHT);
    try (BackfillJob job =
        new BackfillJob(what(capability), run.database(), stores, config, Clock.systemUTC())) {
      BackfillResult result = job.run(done -> progress.accept(text(done)));
      return new BackfillSummary(
          result.ending().name(),
          result.documents(),
          result.written(),
          result.alreadyNewer(),
          result.deadLetters(),
          Math.round(result.seconds() * 10) / 10.0);
    }
  }

  private CapabilityBackfill what(String capability) {
    return switch (capability) {
      case "relationships" ->
          CapabilityBackfill.relationships(
              new RelationshipTable(run.dynamoDb(), Clock.systemUTC()));
      case "feed" -> feed();
      default -> throw unknown(capability);
    };
  }

  private CapabilityBackfill feed() {
    Clock clock = Clock.systemUTC();
    EdgeTable edges = new EdgeTable(run.dynamoDb(), clock);
    PostTable posts = new PostTable(run.dynamoDb(), clock);
    FanOut fanOut =
        new FanOut(
            edges, posts, new TimelineTable(run.dynamoDb()), CELEBRITY_FOLLOWERS, POSTS_ON_FOLLOW);
    return CapabilityBackfill.feed(edges, posts, fanOut);
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
