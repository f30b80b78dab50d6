package dev.banyan.localcloud.mongo.index;

import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The entries of an index that stand for what the reader sees, in the order of the index. */
public final class VisibleEntries implements Iterator<Map.Entry<IndexEntry, Row>> {

  private final OrderedIndex index;
  private final Iterator<Map.Entry<IndexEntry, Row>> entries;
  private final @Nullable Transaction reader;
  private Map.@Nullable Entry<IndexEntry, Row> next;

  VisibleEntries(
      OrderedIndex index,
      Iterator<Map.Entry<IndexEntry, Row>> entries,
      @Nullable Transaction reader) {
    this.index = index;
    this.entries = entries;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    while (next == null && entries.hasNext()) {
      Map.Entry<IndexEntry, Row> entry = entries.next();
      next = index.isCurrent(entry.getKey(), entry.getValue(), reader) ? entry : null;
    }
    return next != null;
  }

  @Override
  public Map.Entry<IndexEntry, Row> next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("no more entries");
    }
    Map.Entry<IndexEntry, Row> entry = next;
    next = null;
    return entry;
  }
}
