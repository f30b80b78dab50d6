package dev.banyan.localcloud.mongo.index;

import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Merges ranges of an index into one order; looks at one entry per range and what is taken. */
public final class MergedRanges implements Iterator<Row> {

  private static final class Head {
    private final Iterator<Map.Entry<IndexEntry, Row>> rest;
    private Map.Entry<IndexEntry, Row> entry;

    private Head(Iterator<Map.Entry<IndexEntry, Row>> rest) {
      this.rest = rest;
      this.entry = rest.next();
    }
  }

  private final PriorityQueue<Head> heads;

  public MergedRanges(List<VisibleEntries> ranges, Comparator<IndexEntry> order) {
    heads =
        new PriorityQueue<>(
            Math.max(1, ranges.size()),
            (left, right) -> order.compare(left.entry.getKey(), right.entry.getKey()));
    for (VisibleEntries entries : ranges) {
      if (entries.hasNext()) {
        heads.add(new Head(entries));
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public Row next() {
    Head head = heads.poll();
    if (head == null) {
      throw new NoSuchElementException("no more rows");
    }
    Row row = head.entry.getValue();
    if (head.rest.hasNext()) {
      head.entry = head.rest.next();
      heads.add(head);
    }
    return row;
  }
}
