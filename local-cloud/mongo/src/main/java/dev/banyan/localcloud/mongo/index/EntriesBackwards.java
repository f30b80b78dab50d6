package dev.banyan.localcloud.mongo.index;

import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a range from its end. A skip list has no way back: each step is a search from the
 * top, so one is made only when it is asked for.
 */
final class EntriesBackwards implements Iterator<Map.Entry<IndexEntry, Row>> {

  private final NavigableMap<IndexEntry, Row> range;
  private Map.@Nullable Entry<IndexEntry, Row> next;
  private @Nullable IndexEntry last;
  private boolean ended;

  EntriesBackwards(NavigableMap<IndexEntry, Row> range) {
    this.range = range;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = last == null ? range.lastEntry() : range.lowerEntry(last);
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public Map.Entry<IndexEntry, Row> next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("no more entries");
    }
    Map.Entry<IndexEntry, Row> entry = next;
    last = entry.getKey();
    next = null;
    return entry;
  }
}
