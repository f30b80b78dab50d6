package dev.banyan.localcloud.lambda.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB table.
 *
 * @param attributes type ({@code S}, {@code N} or {@code B}) by name of every key attribute
 * @param streamView such as {@code NEW_AND_OLD_IMAGES}, or null for a table without a stream
 * @param ttlAttribute or null
 */
public record TableDefinition(
    String name,
    Map<String, String> attributes,
    List<Key> keys,
    List<Index> indexes,
    @Nullable String streamView,
    @Nullable String ttlAttribute) {

  public TableDefinition {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys must not be empty: " + name);
    }
    attributes = Map.copyOf(attributes);
    keys = List.copyOf(keys);
    indexes = List.copyOf(indexes);
  }

  /**
   * One attribute of a key.
   *
   * @param type {@code HASH} or {@code RANGE}
   */
  public record Key(String attribute, String type) {}

  /** A global or local secondary index. */
  public record Index(
      String name, boolean global, List<Key> keys, String projection, List<String> nonKeys) {

    public Index {
      keys = List.copyOf(keys);
      nonKeys = List.copyOf(nonKeys);
    }
  }
}
