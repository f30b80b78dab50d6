package dev.banyan.localcloud.lambda.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event source mapping that reads the shards of a stream.
 *
 * @param id logical id of the event in the template
 * @param source stream or table name
 * @param window longest wait for a batch to fill up; zero takes what is there
 * @param parallelization lanes per shard, 1 to 10; order is kept inside a lane's keys
 * @param maximumRetries failed attempts after the first, or -1 for as many as it takes
 * @param maximumAge of a record that is still tried, or null for any
 * @param onFailureQueue name of the queue that hears of discarded batches, or null
 * @param filters patterns as JSON; a record must match one of them, if there are any
 */
public record StreamMapping(
    String id,
    Kind kind,
    String source,
    StartingPosition start,
    int batchSize,
    Duration window,
    int parallelization,
    boolean reportItemFailures,
    boolean bisect,
    int maximumRetries,
    @Nullable Duration maximumAge,
    @Nullable String onFailureQueue,
    List<String> filters) {

  /** Which service the stream belongs to. */
  public enum Kind {
    KINESIS,
    DYNAMODB
  }

  public StreamMapping {
    require(batchSize >= 1 && batchSize <= 10_000, id, "BatchSize must be 1 to 10000", batchSize);
    require(
        parallelization >= 1 && parallelization <= 10,
        id,
        "ParallelizationFactor must be 1 to 10",
        parallelization);
    require(
        maximumRetries >= -1 && maximumRetries <= 10_000,
        id,
        "MaximumRetryAttempts must be -1 to 10000",
        maximumRetries);
    require(
        !window.isNegative(), id, "MaximumBatchingWindowInSeconds must not be negative", window);
    filters = List.copyOf(filters);
  }

  private static void require(boolean condition, String id, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(id + ": " + rule + ", not " + value);
    }
  }
}
