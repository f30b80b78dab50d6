package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.found.Found;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items that one look at some documents needs: asked for first, read together. */
final class FoundPairs {

  private final Map<String, TableReads> tables;
  private final LargeReads large;
  private final boolean consistent;
  private final Map<String, Set<ItemKey>> wanted = new HashMap<>();
  private final Map<String, Map<ItemKey, Map<String, Found>>> found = new HashMap<>();

  /**
   * @param consistent whether to ask tables for their newest state, at twice the price
   */
  FoundPairs(Map<String, TableReads> tables, LargeReads large, boolean consistent) {
    this.tables = tables;
    this.large = large;
    this.consistent = consistent;
  }

  void want(TableSpec table, ItemKey key) {
    wanted.computeIfAbsent(table.name(), t -> new HashSet<>()).add(key);
  }

  void read() {
    wanted.forEach((table, keys) -> found.put(table, reads(table).get(keys, consistent)));
  }

  private TableReads reads(String table) {
    return Objects.requireNonNull(tables.get(table), table);
  }

  /** What is under a key, a tombstone too; null for nothing. */
  @Nullable Map<String, Found> any(TableSpec table, ItemKey key) {
    return found.getOrDefault(table.name(), Map.of()).get(key);
  }

  /** What is there for a reader; null for nothing. */
  @Nullable Map<String, Found> live(TableSpec table, ItemKey key) {
    Map<String, Found> item = any(table, key);
    return item == null || reads(table.name()).isTombstone(item) ? null : item;
  }

  /**
   * What an item is that is too large; empty if that is not known.
   *
   * @param first what is under its key
   */
  Optional<LargeReads.Whole> whole(ExpectedItem item, Map<String, Found> first) {
    return item.split()
        ? Optional.of(large.joined(item, first, reads(item.table().name()), consistent))
        : large.referred(first);
  }
}
