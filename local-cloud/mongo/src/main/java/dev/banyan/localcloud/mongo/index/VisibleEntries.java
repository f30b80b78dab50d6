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
  private final Source entries;
  private final @Nullable Transaction reader;
  private Map.@Nullable Entry<IndexEntry, Row> next;

  /** Entries one after the other. */
  interface Source {
    /** Null if there are no more. */
    Map.@Nullable Entry<IndexEntry, Row> next();

    static Source of(Iterator<Map.Entry<IndexEntry, Row>> entries) {
      return () -> entries.hasNext() ? entries.next() : null;
    }
  }

  VisibleEntries(OrderedIndex index, Source entries, @Nullable Transaction reader) {
    this.index = index;
    this.entries = entries;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      Map.Entry<IndexEntry, Row> entry = entries.next();
      if (entry == null) {
        return false;
      }
      next = index.isCurrent(entry.getKey(), entry.getValue(), reader) ? entry : null;
    }
    return true;
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
