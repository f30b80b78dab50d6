package dev.banyan.jobs.mapping.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the documents of a collection become.
 *
 * @param capability that owns the collection
 * @param when which documents become items at all
 */
public record CollectionSpec(
    String collection, String capability, Condition when, List<ItemSpec> items) {

  public CollectionSpec {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException(collection + " becomes no item");
    }
  }

  /** The tables that its items go to, each name once. */
  public List<TableSpec> tables() {
    Map<String, TableSpec> tables = new LinkedHashMap<>();
    items.forEach(item -> tables.putIfAbsent(item.table().name(), item.table()));
    return List.copyOf(tables.values());
  }
}
