package dev.banyan.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.cli.run.Run;
import dev.banyan.events.SourceVersion;
import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.PostTable;
import dev.banyan.relationships.RelationshipTable;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * What the services' tables hold of a collection: live items older than a version, by a segmented
 * scan. Items that a service keeps for itself have a partition key that begins with a tilde.
 */
final class HeldInTables implements HeldItems {

  private static final int SEGMENTS = 64;
  private static final int PAGE = 1_000;

  private final DynamoDbClient client;

  HeldInTables(Run run) {
    this.client = run.dynamoDb();
  }

  @Override
  public void forEach(String collection, SourceVersion below, Consumer<JsonNode> items) {
    switch (collection) {
      case "follows" -> {
        scan(
            RelationshipTable.NAME,
            Map.of("follower", "follower", "followee", "followee"),
            below,
            items);
        scan(EdgeTable.NAME, Map.of("author", "followee", "follower", "follower"), below, items);
      }
      case "posts" ->
          scan(PostTable.NAME, Map.of("author", "author", "postId", "id"), below, items);
      default -> {
        // no service has a table of it
      }
    }
  }

  /**
   * @param names an item's attributes, and what they are called in an event's data
   */
  private void scan(
      String table, Map<String, String> names, SourceVersion below, Consumer<JsonNode> items) {
    for (int segment = 0; segment < SEGMENTS; segment++) {
      ScanRequest request =
          ScanRequest.builder()
              .tableName(table)
              .segment(segment)
              .totalSegments(SEGMENTS)
              .limit(PAGE)
              .consistentRead(true)
              .filterExpression("attribute_not_exists(deleted) AND v < :below")
              .expressionAttributeValues(Map.of(":below", AttributeValue.fromS(below.toString())))
              .build();
      client.scanPaginator(request).items().stream()
          .filter(item -> names.keySet().stream().allMatch(item::containsKey))
          .filter(
              item -> names.keySet().stream().map(item::get).noneMatch(HeldInTables::isInternal))
          .forEach(item -> items.accept(data(item, names)));
    }
  }

  private static boolean isInternal(AttributeValue value) {
    return value.s() != null && value.s().startsWith("~");
  }

  private static ObjectNode data(Map<String, AttributeValue> item, Map<String, String> names) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    names.forEach((attribute, name) -> data.put(name, text(item, attribute)));
    return data;
  }

  private static @Nullable String text(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    return value == null ? null : value.s();
  }
}
