package dev.banyan.localcloud.mongo.index;

import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of several ranges of an index, one range after the other, read as they are asked for.
 */
public final class ChainedRanges implements Iterator<Row> {

  private final List<VisibleEntries> ranges;
  private int at;

  public ChainedRanges(List<VisibleEntries> ranges) {
    this.ranges = ranges;
  }

  @Override
  public boolean hasNext() {
    while (at < ranges.size() && !ranges.get(at).hasNext()) {
      at++;
    }
    return at < ranges.size();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more rows");
    }
    return ranges.get(at).next().getValue();
  }
}
