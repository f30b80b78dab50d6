package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item that a mapping written in Java makes.
 *
 * @param table one of {@link DocumentMapping#tables()}
 * @param attributes with the table's key; the version is put in if they lack it
 */
public record TableItem(TableSpec table, Map<String, AttributeValue> attributes) {

  public TableItem {
    attributes = Map.copyOf(attributes);
  }
}
