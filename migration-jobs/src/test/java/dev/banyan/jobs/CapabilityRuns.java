package dev.banyan.jobs;

import dev.banyan.control.ControlStore;
import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.FanOut;
import dev.banyan.feed.PostTable;
import dev.banyan.feed.TimelineTable;
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
import dev.banyan.stream.DeadLetterTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The backfills of the run's capabilities, between two {@link Sides}. */
public final class CapabilityRuns {

  private CapabilityRuns() {}

  /** Tables, insert-if-absent. */
  public static ItemDestination tables(Sides sides) {
    return DynamoDestination.of(
        new DynamoAccess(
            sides.endpoint(),
            "us-east-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")),
            Duration.ofSeconds(10)),
        WritePath.INSERT_IF_ABSENT,
        4,
        sides.dynamoDb(),
        false);
  }

  /** To be run once. */
  public static CapabilityBackfill of(
      String capability,
      List<CapabilityPhase> phases,
      Sides sides,
      ControlStore control,
      CopyConfig config) {
    CapabilityStores stores =
        new CapabilityStores(
            sides.mongo(),
            () -> tables(sides),
            BatchStore.open(sides.client(), BatchStore.DATABASE),
            control,
            new DeadLetterTable(sides.dynamoDb()));
    return new CapabilityBackfill(capability, phases, stores, config, 4, Clock.systemUTC());
  }

  /** Copies {@code follows}. */
  public static BackfillResult relationships(Sides sides, ControlStore control, CopyConfig config) {
    try (CapabilityBackfill backfill =
        of("relationships", CapabilityPhase.relationships(), sides, control, config)) {
      return backfill.run((job, throttle) -> progress -> {});
    }
  }

  /** The phases of the feed. */
  public static List<CapabilityPhase> feed(Sides sides) {
    Clock clock = Clock.systemUTC();
    PostTable posts = new PostTable(sides.dynamoDb(), clock);
    return CapabilityPhase.feed(
        posts,
        new FanOut(
            new EdgeTable(sides.dynamoDb(), clock),
            posts,
            new TimelineTable(sides.dynamoDb()),
            1_000,
            50));
  }
}
