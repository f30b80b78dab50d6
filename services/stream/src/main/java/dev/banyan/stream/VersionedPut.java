package dev.banyan.stream;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The write that invariant 1 asks for: an item, or the tombstone that takes its place, goes only
 * over a lower version.
 *
 * <p>Thread-safe. Throws what the SDK throws, but for the failed condition.
 */
public final class VersionedPut {

  /** The attribute that holds the source version, in every versioned table. */
  public static final String VERSION = "v";

  /** What the table had to say. */
  public enum Result {
    /** The item is in the table. */
    WRITTEN,
    /** The very same version was there: a redelivery, whose follow-up work may not be done. */
    SAME,
    /** A higher version is there. */
    NEWER
  }

  private final DynamoDbClient client;
  private final String table;

  public VersionedPut(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /** Writes an item that has the attribute {@value #VERSION}. */
  public Result write(Map<String, AttributeValue> item) {
    AttributeValue version = version(item);
    try {
      client.putItem(
          request ->
              request
                  .tableName(table)
                  .item(item)
                  .conditionExpression("attribute_not_exists(v) OR v < :v")
                  .expressionAttributeValues(Map.of(":v", version))
                  .returnValuesOnConditionCheckFailure(
                      ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return Result.WRITTEN;
    } catch (ConditionalCheckFailedException e) {
      return version.equals(e.item().get(VERSION)) ? Result.SAME : Result.NEWER;
    }
  }

  private static AttributeValue version(Map<String, AttributeValue> item) {
    AttributeValue version = item.get(VERSION);
    if (version == null) {
      throw new IllegalArgumentException("the item has no version: " + item.keySet());
    }
    return version;
  }
}
