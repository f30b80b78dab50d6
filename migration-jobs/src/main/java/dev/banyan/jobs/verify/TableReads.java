package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.stream.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Reads the items of any table. A tombstone is an item with {@code deleted} and nothing beside its
 * key, version, origin and expiry; an application's own flag of that name makes none. Thread-safe.
 */
final class TableReads {

  /** DynamoDB's limit of keys in one {@code BatchGetItem}. */
  private static final int BATCH = 100;

  /** Keys, version, origin, {@code deleted}, expiry. */
  private static final int TOMBSTONE_ATTRIBUTES = 6;

  private static final int PAGE = 1_000;

  private static final Backoff UNPROCESSED =
      new Backoff(12, Duration.ofMillis(20), Duration.ofSeconds(2));

  private final DynamoDbClient client;
  private final TableSpec table;

  TableReads(DynamoDbClient client, TableSpec table) {
    this.client = client;
    this.table = table;
  }

  /** The live items of these keys. */
  Map<ItemKey, Map<String, AttributeValue>> get(Collection<ItemKey> keys, boolean consistent) {
    Map<ItemKey, Map<String, AttributeValue>> items = new HashMap<>();
    List<Map<String, AttributeValue>> batch = new ArrayList<>();
    for (ItemKey key : keys) {
      batch.add(key.attributes(table));
      if (batch.size() == BATCH) {
        read(batch, consistent, items);
        batch = new ArrayList<>();
      }
    }
    read(batch, consistent, items);
    return items;
  }

  private void read(
      List<Map<String, AttributeValue>> keys,
      boolean consistent,
      Map<ItemKey, Map<String, AttributeValue>> into) {
    List<Map<String, AttributeValue>> open = keys;
    for (int tries = 1; !open.isEmpty(); tries++) {
      KeysAndAttributes asked =
          KeysAndAttributes.builder().keys(open).consistentRead(consistent).build();
      BatchGetItemResponse answer = ask(asked);
      for (var item : answer.responses().getOrDefault(table.name(), List.of())) {
        if (!isTombstone(item)) {
          ItemKey.of(table, item).ifPresent(key -> into.put(key, item));
        }
      }
      KeysAndAttributes left = answer.unprocessedKeys().get(table.name());
      open = left == null ? List.of() : left.keys();
      if (!open.isEmpty() && !UNPROCESSED.pause(tries)) {
        throw new JobException(
            table.name() + " leaves keys unread for too long: lower the number of threads");
      }
    }
  }

  private BatchGetItemResponse ask(KeysAndAttributes asked) {
    try {
      return client.batchGetItem(get -> get.requestItems(Map.of(table.name(), asked)));
    } catch (ResourceNotFoundException e) {
      throw new JobException(
          "there is no table " + table.name() + ": create it, or correct the mapping", e);
    }
  }

  private boolean isTombstone(Map<String, AttributeValue> item) {
    AttributeValue deleted = item.get("deleted");
    return deleted != null
        && Boolean.TRUE.equals(deleted.bool())
        && item.containsKey("expiresAt")
        && item.size() <= TOMBSTONE_ATTRIBUTES;
  }

  /** The keys of live items in one of the table's segments, a page at a time. */
  void scan(int segment, int segments, Consumer<List<ItemKey>> page) {
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(table.name())
            .segment(segment)
            .totalSegments(segments)
            .limit(PAGE)
            .build();
    for (var answer : client.scanPaginator(scan)) {
      page.accept(
          answer.items().stream()
              .filter(item -> !isTombstone(item))
              .flatMap(item -> ItemKey.of(table, item).stream())
              .filter(key -> !key.partition().startsWith("~"))
              .toList());
    }
  }
}
