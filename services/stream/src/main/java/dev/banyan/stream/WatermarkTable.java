package dev.banyan.stream;

import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The table {@code banyan-watermarks}: one item per {@code capability} with the positions {@code
 * b00} to {@code b15} and, after a switch, the {@code fence}; all as source versions in text.
 *
 * <p>Thread-safe. Throws what the SDK throws.
 */
public final class WatermarkTable {

  public static final String NAME = "banyan-watermarks";

  private static final String FENCE = "fence";

  private final DynamoDbClient client;

  public WatermarkTable(DynamoDbClient client) {
    this.client = client;
  }

  /**
   * Moves buckets forward, never back: a batch that is retried, or that comes late from another
   * shard after a split, changes nothing. One conditional update does it, as nearly always no
   * bucket is behind; if one is, each bucket gets its own.
   */
  public void advance(String capability, Map<Integer, SourceVersion> positions) {
    if (!positions.isEmpty() && !update(capability, positions) && positions.size() > 1) {
      positions.forEach((bucket, position) -> update(capability, Map.of(bucket, position)));
    }
  }

  private boolean update(String capability, Map<Integer, SourceVersion> positions) {
    var sets = new StringBuilder();
    var condition = new StringBuilder();
    Map<String, AttributeValue> values = new HashMap<>();
    new TreeMap<>(positions)
        .forEach(
            (bucket, position) -> {
              String name = Buckets.outerKey(bucket);
              sets.append(sets.isEmpty() ? "SET " : ", ").append(name + " = :" + name);
              condition
                  .append(condition.isEmpty() ? "" : " AND ")
                  .append("(attribute_not_exists(%1$s) OR %1$s < :%1$s)".formatted(name));
              values.put(":" + name, AttributeValue.fromS(position.toString()));
            });
    try {
      client.updateItem(
          request ->
              request
                  .tableName(NAME)
                  .key(key(capability))
                  .updateExpression(sets.toString())
                  .conditionExpression(condition.toString())
                  .expressionAttributeValues(values));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /** The capability's watermark: the lowest of its buckets; empty until every bucket has one. */
  public Optional<SourceVersion> read(String capability) {
    return progress(capability).watermark();
  }

  /** Every bucket's position and the fence, as of now (a consistent read). */
  public Progress progress(String capability) {
    Map<String, AttributeValue> item =
        client
            .getItem(request -> request.tableName(NAME).key(key(capability)).consistentRead(true))
            .item();
    Map<Integer, SourceVersion> buckets = new HashMap<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      SourceVersion position = version(item.get(Buckets.outerKey(bucket)));
      if (position != null) {
        buckets.put(bucket, position);
      }
    }
    return new Progress(buckets, version(item.get(FENCE)));
  }

  /**
   * From now on legacy's events above the position are set aside instead of applied. The switch
   * sets it right after the owner has changed: set before, it would set aside the writes of a
   * switch that is rolled back. A batch that is under way has read the fence before, and is over
   * after the function's timeout at the latest; versions keep what it applies harmless.
   */
  public void fence(String capability, SourceVersion position) {
    client.updateItem(
        request ->
            request
                .tableName(NAME)
                .key(key(capability))
                .updateExpression("SET fence = :fence")
                .expressionAttributeValues(
                    Map.of(":fence", AttributeValue.fromS(position.toString()))));
  }

  /** Takes the fence away, when legacy owns the capability again. */
  public void unfence(String capability) {
    client.updateItem(
        request -> request.tableName(NAME).key(key(capability)).updateExpression("REMOVE fence"));
  }

  private static @Nullable SourceVersion version(@Nullable AttributeValue value) {
    return value == null ? null : SourceVersion.parse(value.s());
  }

  private static Map<String, AttributeValue> key(String capability) {
    return Map.of("capability", AttributeValue.fromS(capability));
  }
}
