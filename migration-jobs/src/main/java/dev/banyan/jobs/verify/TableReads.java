package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.jobs.verify.wire.KeyReads;
import dev.banyan.jobs.verify.wire.ReadLink;
import dev.banyan.jobs.verify.wire.SegmentScan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the items of any table. A tombstone is an item with {@code deleted} and nothing beside its
 * key, version, origin and expiry; an application's own flag of that name makes none. Thread-safe.
 */
final class TableReads {

  private static final String DELETED = "deleted";
  private static final String EXPIRY = "expiresAt";

  private final TableSpec table;
  private final Set<String> ofTombstone;
  private final KeyReads reads;
  private final KeyReads counts;
  private final SegmentScan scan;

  /**
   * @param marks names of the attributes that hold versions and origins
   */
  TableReads(ReadLink link, TableSpec table, Set<String> marks) {
    this.table = table;
    Set<String> keys = new HashSet<>(Set.of(table.partition().name()));
    if (table.sort() != null) {
      keys.add(table.sort().name());
    }
    Set<String> shown = new HashSet<>(keys);
    shown.addAll(Set.of(DELETED, EXPIRY));
    this.ofTombstone = new HashSet<>(marks);
    ofTombstone.addAll(shown);
    this.reads = new KeyReads(link, table);
    keys.add(LargeReads.COUNT);
    this.counts = new KeyReads(link, table, List.copyOf(keys));
    this.scan = new SegmentScan(link, table.name(), List.copyOf(shown));
  }

  /** The items of these keys, tombstones too. */
  Map<ItemKey, Map<String, Found>> get(Collection<ItemKey> keys, boolean consistent) {
    Map<ItemKey, Map<String, Found>> items = new HashMap<>(keys.size() * 2);
    reads.read(
        List.copyOf(keys),
        consistent,
        item -> ItemKey.of(table, item).ifPresent(key -> items.put(key, item)));
    return items;
  }

  /** The items of these keys that are there for a reader. */
  Map<ItemKey, Map<String, Found>> live(Collection<ItemKey> keys, boolean consistent) {
    Map<ItemKey, Map<String, Found>> items = get(keys, consistent);
    items.values().removeIf(this::isTombstone);
    return items;
  }

  /** Of first parts of items: how many parts each says that there are. */
  Map<ItemKey, Integer> parts(Collection<ItemKey> firsts, boolean consistent) {
    Map<ItemKey, Integer> parts = new HashMap<>();
    counts.read(
        List.copyOf(firsts),
        consistent,
        item ->
            ItemKey.of(table, item)
                .filter(key -> item.containsKey(LargeReads.COUNT))
                .ifPresent(key -> parts.put(key, LargeReads.parts(item))));
    return parts;
  }

  boolean isTombstone(Map<String, Found> item) {
    return item.get(DELETED) instanceof Found.Bool deleted
        && deleted.value()
        && item.containsKey(EXPIRY)
        && ofTombstone.containsAll(item.keySet());
  }

  /** The keys of live items in one of the table's segments, a page at a time. */
  void scan(int segment, int segments, Consumer<List<ItemKey>> page) {
    scan.read(segment, segments, items -> page.accept(liveKeys(items)));
  }

  /**
   * Only keys, and what a tombstone has, were sent: most of an item need not be parsed. What may be
   * a tombstone is read whole.
   */
  private List<ItemKey> liveKeys(List<Map<String, Found>> items) {
    List<ItemKey> keys = new ArrayList<>(items.size());
    List<ItemKey> doubtful = new ArrayList<>();
    for (Map<String, Found> item : items) {
      ItemKey.of(table, item).ifPresent(isTombstone(item) ? doubtful::add : keys::add);
    }
    if (!doubtful.isEmpty()) {
      keys.addAll(live(doubtful, false).keySet());
    }
    return keys;
  }
}
