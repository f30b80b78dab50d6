package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Reads the items of any table. A tombstone is an item with {@code deleted} and nothing beside its
 * key, version, origin and expiry; an application's own flag of that name makes none. Thread-safe.
 */
final class TableReads {

  /** Keys, version, origin, {@code deleted}, expiry. */
  private static final int TOMBSTONE_ATTRIBUTES = 6;

  private static final int PAGE = 1_000;

  private final DynamoDbClient client;
  private final TableSpec table;
  private final BatchGet batches;

  TableReads(DynamoDbClient client, TableSpec table) {
    this.client = client;
    this.table = table;
    this.batches = new BatchGet(client, table.name());
  }

  /** The live items of these keys. */
  Map<ItemKey, Map<String, AttributeValue>> get(Collection<ItemKey> keys, boolean consistent) {
    Map<ItemKey, Map<String, AttributeValue>> items = new HashMap<>();
    List<Map<String, AttributeValue>> asked =
        keys.stream().map(key -> key.attributes(table)).toList();
    batches.read(
        asked,
        consistent,
        item -> {
          if (!isTombstone(item)) {
            ItemKey.of(table, item).ifPresent(key -> items.put(key, item));
          }
        });
    return items;
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
    Map<String, String> names = projection();
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(table.name())
            .segment(segment)
            .totalSegments(segments)
            .limit(PAGE)
            .projectionExpression(String.join(", ", names.keySet()))
            .expressionAttributeNames(names)
            .build();
    for (var answer : client.scanPaginator(scan)) {
      page.accept(live(answer.items()));
    }
  }

  /** Keys, and what a tombstone has: most of an item need not be sent and parsed. */
  private Map<String, String> projection() {
    Set<String> attributes = new LinkedHashSet<>(Set.of("deleted", "expiresAt"));
    attributes.add(table.partition().name());
    if (table.sort() != null) {
      attributes.add(table.sort().name());
    }
    Map<String, String> names = new HashMap<>();
    attributes.forEach(attribute -> names.put("#a" + names.size(), attribute));
    return names;
  }

  /** What may be a tombstone is read whole. */
  private List<ItemKey> live(List<Map<String, AttributeValue>> items) {
    List<ItemKey> keys = new ArrayList<>(items.size());
    List<ItemKey> doubtful = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      ItemKey.of(table, item).ifPresent(isTombstone(item) ? doubtful::add : keys::add);
    }
    if (!doubtful.isEmpty()) {
      keys.addAll(get(doubtful, false).keySet());
    }
    return keys;
  }
}
