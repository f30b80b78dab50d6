package dev.banyan.jobs.mapping.spec;

import java.util.List;

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
}
