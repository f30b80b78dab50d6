package dev.banyan.jobs.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.FanOut;
import dev.banyan.feed.PostTable;
import dev.banyan.feed.TimelineTable;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.BackfillResult.PhaseResult;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import dev.banyan.stream.DeadLetterTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class FeedBackfillIT {

  private final Clock clock = Clock.systemUTC();
  private final InMemoryControlStore control = new InMemoryControlStore();

  @Test
  void run_copiesEdgesAndPosts_andBringsPostsToTimelines() throws Exception {
    try (Sides sides = Sides.embedded()) {
      sides.reset();
      sides.insertFollows(200);
      for (int author = 0; author < 20; author++) {
        for (int n = 0; n < 3; n++) {
          sides.mongo().getCollection("posts").insertOne(post("u%05d".formatted(author)));
        }
      }
      DynamoDbClient dynamoDb = sides.dynamoDb();

      BackfillResult result = backfill(sides, dynamoDb);

      assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(result.phases())
          .extracting(PhaseResult::name, phase -> phase.counts().written())
          .containsExactly(
              tuple("feed-edges", 200L), tuple("feed-posts", 60L), tuple("feed-timelines", 60L));
      long due = 0;
      for (int author = 0; author < 20; author++) {
        due +=
            3 * sides.follows().countDocuments(new Document("followee", "u%05d".formatted(author)));
      }
      assertThat(items(dynamoDb, "feed-timelines")).isEqualTo(due).isPositive();

      assertThat(verify(sides).isGood()).isTrue();

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

      VerificationResult differing = verify(sides);
      assertThat(differing.differences()).isBetween(2L, 3L); // the entry may be out of the sample
      assertThat(differing.samples())
          .extracting(difference -> difference.table())
          .contains("feed-edges", "feed-posts");
    }
  }

  private BackfillResult backfill(Sides sides, DynamoDbClient dynamoDb) {
    EdgeTable edges = new EdgeTable(dynamoDb, clock);
    PostTable posts = new PostTable(dynamoDb, clock);
    FanOut fanOut = new FanOut(edges, posts, new TimelineTable(dynamoDb), 1_000, 50);
    try (BackfillJob job =
        new BackfillJob(
            CapabilityBackfill.feed(edges, posts, fanOut),
            sides.mongo(),
            new JobStores(
                new InMemoryCheckpointStore(), control, new DeadLetterTable(dynamoDb)::put),
            BackfillConfig.DEFAULT,
            clock)) {
      return job.run(progress -> {});
    }
  }

  private VerificationResult verify(Sides sides) {
    try (VerificationJob job =
        new VerificationJob(
            CapabilityVerification.feed(sides.mongo(), sides.dynamoDb()),
            control,
            VerificationConfig.DEFAULT
                .withSettle(Duration.ofMillis(50))
                .withLagBound(Duration.ofMillis(200)),
            clock)) {
      return job.run(progress -> {});
    }
  }

  private static Document post(String author) {
    return new Document("_id", new ObjectId())
        .append("author", author)
        .append("text", "hello from " + author)
        .append("createdAt", new Date());
  }

  private static long items(DynamoDbClient dynamoDb, String table) {
    return dynamoDb.scanPaginator(s -> s.tableName(table)).items().stream().count();
  }
}
