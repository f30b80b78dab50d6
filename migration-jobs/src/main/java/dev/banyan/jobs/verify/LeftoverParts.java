package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.expect.ItemKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells parts of large items that their items do not count. Thread-safe.
 *
 * @param split whether large items of the table are cut into parts, whose sort keys have numbers
 *     behind
 */
record LeftoverParts(boolean split, TableReads reads) {

  /** An item in parts has two at least, and the one behind its last is seen with the item. */
  private static final int FIRST_UNSEEN = 3;

  /** The key by which an item is claimed: of a part, the first part's. */
  ItemKey claimed(ItemKey key) {
    return part(key).map(PartKey::first).orElse(key);
  }

  private Optional<PartKey> part(ItemKey key) {
    return split ? PartKey.of(key) : Optional.empty();
  }

  /** Whether it is worth asking how many parts its item has. */
  boolean mayBeLeft(ItemKey key) {
    return part(key).map(part -> part.number() >= FIRST_UNSEEN).orElse(false);
  }

  /** How many parts the items of these parts have, by their first parts. */
  Map<ItemKey, Integer> counts(Collection<ItemKey> keys, boolean consistent) {
    Set<ItemKey> firsts = new HashSet<>();
    keys.forEach(key -> part(key).ifPresent(part -> firsts.add(part.first())));
    return reads.parts(firsts, consistent);
  }

  /** The part right behind the last is found with its item; a broken item is found as such. */
  boolean isBeyond(ItemKey key, Map<ItemKey, Integer> counts) {
    return part(key)
        .filter(part -> counts.getOrDefault(part.first(), 0) > 0)
        .filter(part -> part.number() > counts.getOrDefault(part.first(), 0))
        .isPresent();
  }

  /** The item that a part does not belong to any more, for a person; null if there is none. */
  @Nullable String whole(ItemKey key, Map<ItemKey, Integer> counts) {
    return part(key)
        .filter(part -> counts.containsKey(part.first()))
        .map(part -> part.whole() + " in " + counts.get(part.first()) + " parts")
        .orElse(null);
  }
}
