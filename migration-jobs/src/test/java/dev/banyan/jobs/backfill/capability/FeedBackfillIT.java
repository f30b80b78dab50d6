package dev.banyan.jobs.backfill.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.banyan.feed.PostTable;
import dev.banyan.jobs.CapabilityRuns;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.BackfillResult.PhaseResult;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.JobWatch;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.function.BiFunction;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class FeedBackfillIT extends EmbeddedSides {

  @BeforeEach
  void network() {
    sides.insertFollows(200);
    for (int author = 0; author < 20; author++) {
      for (int n = 0; n < 3; n++) {
        sides.mongo().getCollection("posts").insertOne(post("u%05d".formatted(author)));
      }
    }
  }

  @Test
  void run_copiesEdgesAndPosts_andBringsPostsToTimelines() {
    DynamoDbClient dynamoDb = sides.dynamoDb();

    BackfillResult result = run(false, (job, throttle) -> progress -> {});

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.phases())
        .extracting(PhaseResult::name, phase -> phase.counts().written())
        .containsExactly(tuple("backfill-feed-edges", 200L), tuple("backfill-feed-posts", 60L));
    assertThat(items("feed-timelines")).isEqualTo(due()).isPositive();
    assertThat(verify().isGood()).isTrue();

    Map<String, AttributeValue> entry =
        dynamoDb.scan(s -> s.tableName("feed-timelines")).items().get(0);
    dynamoDb.deleteItem(
        d ->
            d.tableName("feed-timelines")
                .key(Map.of("user", entry.get("user"), "postId", entry.get("postId"))));
    dynamoDb.deleteItem(
        d ->
            d.tableName("feed-edges")
                .key(
                    Map.of(
                        "author", AttributeValue.fromS("u00001"),
                        "follower", AttributeValue.fromS("u00000"))));
    dynamoDb.putItem(
        p ->
            p.tableName("feed-posts")
                .item(
                    Map.of(
                        "author", AttributeValue.fromS("u00003"),
                        "postId", AttributeValue.fromS(new ObjectId().toHexString()),
                        "v", AttributeValue.fromS("0000000001.0000000001.00000"))));

    VerificationResult differing = verify();
    assertThat(differing.differences()).isBetween(2L, 3L); // the entry may be out of the sample
    assertThat(differing.samples())
        .extracting(difference -> difference.table())
        .contains("feed-edges", "feed-posts");
  }

  private static long due() {
    long due = 0;
    for (int author = 0; author < 20; author++) {
      due +=
          3 * sides.follows().countDocuments(new Document("followee", "u%05d".formatted(author)));
    }
    return due;
  }

  /**
   * A delete by id only came first: the post must not be back, nor one that was there forgotten.
   */
  @Test
  void run_buriesWhatIsDeleted_andFansOutWhatWasThere() {
    Document deleted = sides.mongo().getCollection("posts").find().first();
    assertThat(deleted).isNotNull();
    Map<String, AttributeValue> marker =
        Map.of(
            "author", AttributeValue.fromS("~deleted"),
            "postId", AttributeValue.fromS(deleted.getObjectId("_id").toHexString()),
            "v", AttributeValue.fromS("4000000000.0000000001.00000"),
            "deleted", AttributeValue.fromBool(true));
    sides.dynamoDb().putItem(put -> put.tableName(PostTable.NAME).item(marker));

    run(false, (job, throttle) -> progress -> {});

    assertThat(
            sides.dynamoDb().scan(s -> s.tableName("feed-posts")).items().stream()
                .filter(item -> !item.containsKey("deleted")))
        .hasSize(59);
    sides
        .dynamoDb()
        .scan(s -> s.tableName("feed-timelines"))
        .items()
        .forEach(
            entry ->
                sides
                    .dynamoDb()
                    .deleteItem(
                        d ->
                            d.tableName("feed-timelines")
                                .key(
                                    Map.of(
                                        "user", entry.get("user"),
                                        "postId", entry.get("postId")))));
    BackfillResult again = run(true, (job, throttle) -> progress -> {});
    assertThat(again.written()).isZero();
    assertThat(items("feed-timelines")).as("of posts that were there already").isEqualTo(due());
  }

  /** A start anew that stops in the first phase must not leave the second as it was. */
  @Test
  void run_beginsALaterPhaseAnew_afterAStartAnewThatWasStopped() {
    run(false, (job, throttle) -> progress -> {});
    BackfillResult stopped =
        run(
            true,
            (job, throttle) -> {
              throttle.set(false, 100);
              return new StoppingWatch(throttle);
            });
    assertThat(stopped.ending()).isEqualTo(Ending.STOPPED);

    BackfillResult result = run(false, (job, throttle) -> progress -> {});

    assertThat(result.phases())
        .extracting(PhaseResult::ending)
        .containsExactly(Ending.COMPLETED, Ending.COMPLETED);
  }

  private record StoppingWatch(Throttle throttle) implements JobWatch {
    @Override
    public void progressed(BackfillProgress progress) {
      throttle.stop();
    }

    @Override
    public void ended(CollectionResult result) {
      assertThat(result.ending()).isEqualTo(Ending.STOPPED);
    }
  }

  private BackfillResult run(boolean restart, BiFunction<String, Throttle, JobWatch> watches) {
    CopyConfig with = CopyConfig.DEFAULT.withRestart(restart);
    try (CapabilityBackfill backfill =
        CapabilityRuns.of("feed", CapabilityRuns.feed(sides), sides, control, with)) {
      return backfill.run(watches);
    }
  }

  private VerificationResult verify() {
    try (VerificationJob job =
        new VerificationJob(
            CapabilityVerification.feed(sides.mongo(), sides.dynamoDb()),
            control,
            VerificationConfig.DEFAULT
                .withSettle(Duration.ofMillis(50))
                .withLagBound(Duration.ofMillis(200)),
            Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }

  private static Document post(String author) {
    return new Document("_id", new ObjectId())
        .append("author", author)
        .append("text", "hello from " + author)
        .append("createdAt", new Date());
  }
}
