package dev.banyan.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Reads the table of follows as it lies there, by a segmented parallel scan. */
final class ServerlessStore {

  private static final int THREADS = 4;

  /**
   * Many more than threads: DynamoDB Local's page costs what is left of its segment, and holds up
   * all other requests meanwhile.
   */
  private static final int SEGMENTS = 128;

  private static final int PAGE = 1_000;

  private static final String TABLE = "relationships";

  private final DynamoDbClient client;

  ServerlessStore(DynamoDbClient client) {
    this.client = client;
  }

  /** Tombstones are skipped: they are what a delete has to leave. */
  void follows(FollowComparison comparison) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> segments = new ArrayList<>();
      for (int segment = 0; segment < SEGMENTS; segment++) {
        int number = segment;
        segments.add(threads.submit(() -> scan(number, comparison)));
      }
      for (Future<?> segment : segments) {
        segment.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("scan of " + TABLE + " failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void scan(int segment, FollowComparison comparison) {
    Map<String, AttributeValue> from = Map.of();
    do {
      ScanResponse page = client.scan(request(segment, from));
      page.items().forEach(item -> compare(item, comparison));
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!from.isEmpty() && !Thread.currentThread().isInterrupted());
  }

  private static ScanRequest request(int segment, Map<String, AttributeValue> from) {
    var request =
        ScanRequest.builder()
            .tableName(TABLE)
            .segment(segment)
            .totalSegments(SEGMENTS)
            .limit(PAGE)
            .consistentRead(true)
            .projectionExpression("follower, followee, followeeKey, deleted");
    return from.isEmpty() ? request.build() : request.exclusiveStartKey(from).build();
  }

  private static void compare(Map<String, AttributeValue> item, FollowComparison comparison) {
    if (item.containsKey("deleted") && Boolean.TRUE.equals(item.get("deleted").bool())) {
      return;
    }
    String follower = text(item, "follower");
    String followee = text(item, "followee");
    String indexKey = text(item, "followeeKey");
    if (followee != null && followee.equals(indexKey)) {
      comparison.found(follower, followee);
    } else {
      comparison.malformed("%s:%s (followeeKey %s)".formatted(follower, followee, indexKey));
    }
  }

  private static @Nullable String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.s();
  }
}
