package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import dev.banyan.stream.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Reads items of a table by their keys, {@value #BATCH} to a request. Thread-safe. */
final class BatchGet {

  /** DynamoDB's limit of keys in one {@code BatchGetItem}. */
  private static final int BATCH = 100;

  private static final Backoff UNPROCESSED =
      new Backoff(12, Duration.ofMillis(20), Duration.ofSeconds(2));

  private final DynamoDbClient client;
  private final String table;

  BatchGet(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /**
   * Hands over every item that there is, in any order.
   *
   * @param keys distinct
   * @throws JobException if there is no such table, or it leaves keys unread for too long
   */
  void read(
      List<Map<String, AttributeValue>> keys,
      boolean consistent,
      Consumer<Map<String, AttributeValue>> each) {
    for (int from = 0; from < keys.size(); from += BATCH) {
      batch(keys.subList(from, Math.min(keys.size(), from + BATCH)), consistent, each);
    }
  }

  private void batch(
      List<Map<String, AttributeValue>> keys,
      boolean consistent,
      Consumer<Map<String, AttributeValue>> each) {
    List<Map<String, AttributeValue>> open = keys;
    for (int tries = 1; !open.isEmpty(); tries++) {
      BatchGetItemResponse answer =
          ask(KeysAndAttributes.builder().keys(open).consistentRead(consistent).build());
      answer.responses().getOrDefault(table, List.of()).forEach(each);
      KeysAndAttributes left = answer.unprocessedKeys().get(table);
      open = left == null ? List.of() : left.keys();
      if (!open.isEmpty() && !UNPROCESSED.pause(tries)) {
        throw new JobException(
            table + " leaves keys unread for too long: lower the number of threads");
      }
    }
  }

  private BatchGetItemResponse ask(KeysAndAttributes asked) {
    try {
      return client.batchGetItem(get -> get.requestItems(Map.of(table, asked)));
    } catch (ResourceNotFoundException e) {
      throw new JobException(
          "there is no table " + table + ": create it, or correct the mapping", e);
    }
  }
}
