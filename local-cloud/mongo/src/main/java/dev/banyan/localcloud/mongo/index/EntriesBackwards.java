package dev.banyan.localcloud.mongo.index;

import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a range from its end. A skip list has no way back: each step is a search from the
 * top, so one is made only when it is asked for.
 */
final class EntriesBackwards implements VisibleEntries.Source {

  private final NavigableMap<IndexEntry, Row> range;
  private @Nullable IndexEntry last;

  EntriesBackwards(NavigableMap<IndexEntry, Row> range) {
    this.range = range;
  }

  @Override
  public Map.@Nullable Entry<IndexEntry, Row> next() {
    IndexEntry from = last;
    Map.Entry<IndexEntry, Row> entry = from == null ? range.lastEntry() : range.lowerEntry(from);
    last = entry == null ? from : entry.getKey();
    return entry;
  }
}
