package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.Correspondence.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Reads live items raw: a tombstone counts as absent, and so do items that the services keep for
 * themselves under a partition key that begins with a tilde. Thread-safe.
 */
final class ItemReads {

  /** Items of one scan page: a page is answered before another request gets its turn. */
  private static final int PAGE = 1_000;

  private final DynamoDbClient client;
  private final Correspondence where;
  private final BatchGet batches;

  ItemReads(DynamoDbClient client, Correspondence where) {
    this.client = client;
    this.where = where;
    this.batches = new BatchGet(client, where.table());
  }

  /** The live items of these keys, which must be distinct. */
  Map<Key, Map<String, AttributeValue>> get(Collection<Key> keys, boolean consistent) {
    Map<Key, Map<String, AttributeValue>> items = new HashMap<>();
    List<Map<String, AttributeValue>> asked = keys.stream().map(this::attributes).toList();
    batches.read(asked, consistent, item -> keyOfLive(item).ifPresent(key -> items.put(key, item)));
    return items;
  }

  /** The key of the item that an index has for a value of the sort key. */
  Optional<Key> find(String index, String sort) {
    return client
        .query(
            query ->
                query
                    .tableName(where.table())
                    .indexName(index)
                    .keyConditionExpression("#sort = :sort")
                    .expressionAttributeNames(Map.of("#sort", where.sort()))
                    .expressionAttributeValues(Map.of(":sort", AttributeValue.fromS(sort))))
        .items()
        .stream()
        .flatMap(item -> keyOfLive(item).stream())
        .findFirst();
  }

  /** The keys of live items in one of the table's segments, a page at a time. */
  void scan(int segment, int segments, Consumer<List<Key>> page) {
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(where.table())
            .segment(segment)
            .totalSegments(segments)
            .limit(PAGE)
            .projectionExpression("#partition, #sort, #deleted")
            .expressionAttributeNames(
                Map.of(
                    "#partition", where.partition(), "#sort", where.sort(), "#deleted", "deleted"))
            .build();
    for (var answer : client.scanPaginator(scan)) {
      page.accept(answer.items().stream().flatMap(item -> keyOfLive(item).stream()).toList());
    }
  }

  private Optional<Key> keyOfLive(Map<String, AttributeValue> item) {
    String partition = text(item.get(where.partition()));
    String sort = text(item.get(where.sort()));
    AttributeValue deleted = item.get("deleted");
    boolean live = deleted == null || !Boolean.TRUE.equals(deleted.bool());
    return live && partition != null && sort != null && !partition.startsWith("~")
        ? Optional.of(new Key(partition, sort))
        : Optional.empty();
  }

  private static @Nullable String text(@Nullable AttributeValue value) {
    return value == null ? null : value.s();
  }

  private Map<String, AttributeValue> attributes(Key key) {
    return Map.of(
        where.partition(),
        AttributeValue.fromS(key.partition()),
        where.sort(),
        AttributeValue.fromS(key.sort()));
  }
}
