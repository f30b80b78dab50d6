package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item that a document must have.
 *
 * @param key under which it is claimed; of an item in parts, the first part's
 * @param attributes of the item that is under the key; of an item in parts, its keys only
 * @param split whether the item is too large and lies in parts
 * @param whole what the item would be if it were not too large; null if it is not
 */
public record ExpectedItem(
    TableSpec table,
    ItemKey key,
    Map<String, Expected> attributes,
    boolean split,
    @Nullable Map<String, Expected> whole) {

  private static final String PART = "#part-";

  /** Whether the item is too large and lies elsewhere, or in parts. */
  public boolean large() {
    return whole != null;
  }

  /** The key of a part of an item in parts. */
  public ItemKey part(int number) {
    String sort = String.valueOf(key.sort());
    return part(key, sort.substring(0, sort.lastIndexOf(PART)), number);
  }

  static ItemKey part(ItemKey key, @Nullable String sort, int number) {
    return new ItemKey(key.partition(), "%s%s%05d".formatted(sort, PART, number));
  }
}
