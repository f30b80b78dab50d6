package dev.banyan.feed;

import dev.banyan.stream.Backoff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Consistent reads of many items by key, with what DynamoDB left out asked again. Thread-safe. */
final class BatchReads {

  /** DynamoDB's limit of keys in one {@code BatchGetItem}. */
  static final int MAX_KEYS = 100;

  private final DynamoDbClient client;
  private final Backoff backoff;

  BatchReads(DynamoDbClient client, Backoff backoff) {
    this.client = client;
    this.backoff = backoff;
  }

  /** The items of one table that exist, in no particular order. */
  List<Map<String, AttributeValue>> get(String table, List<Map<String, AttributeValue>> keys) {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += MAX_KEYS) {
      var part = keys.subList(from, Math.min(keys.size(), from + MAX_KEYS));
      found.addAll(get(Map.of(table, part)).getOrDefault(table, List.of()));
    }
    return found;
  }

  /** As above for several tables at once; {@value #MAX_KEYS} keys in all. */
  Map<String, List<Map<String, AttributeValue>>> get(
      Map<String, List<Map<String, AttributeValue>>> keysByTable) {
    Map<String, KeysAndAttributes> pending = new HashMap<>();
    keysByTable.forEach(
        (table, keys) -> {
          if (!keys.isEmpty()) {
            pending.put(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
          }
        });
    Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
    for (int tries = 1; !pending.isEmpty(); tries++) {
      BatchGetItemResponse answer = client.batchGetItem(request -> request.requestItems(pending));
      answer
          .responses()
          .forEach(
              (table, items) ->
                  found.computeIfAbsent(table, name -> new ArrayList<>()).addAll(items));
      pending.clear();
      pending.putAll(answer.unprocessedKeys());
      if (!pending.isEmpty() && !backoff.pause(tries)) {
        throw new FeedException("DynamoDB left keys out of " + tries + " reads; try again");
      }
    }
    return found;
  }
}
