package dev.banyan.jobs.verify.expect;

import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What items the documents of a collection must have, said in Java for a mapping that is written in
 * Java. Whoever writes it should not look at the mapping: what both have wrong is not seen.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface CollectionExpectation {

  /**
   * The items that a document must have. The version needs not be among their attributes; it is not
   * compared with anything but the version that the document carries.
   *
   * @throws RuntimeException if the document can have none and must be a dead letter
   */
  List<Item> items(RawBsonDocument document);

  /**
   * An item.
   *
   * @param table name of one of the mapping's tables
   * @param attributes with the table's key
   */
  record Item(String table, Map<String, AttributeValue> attributes) {
    public Item {
      attributes = Map.copyOf(attributes);
    }
  }
}
