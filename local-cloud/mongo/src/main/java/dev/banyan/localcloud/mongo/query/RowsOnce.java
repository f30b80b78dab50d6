package dev.banyan.localcloud.mongo.query;

import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an index gives, each once also if its document has an array and so several entries.
 * The first array may come while the rows are read; until then nothing is remembered.
 */
final class RowsOnce implements Iterator<Row> {

  private final Iterator<Row> rows;
  private final OrderedIndex index;
  private final Set<Row> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Row next;

  RowsOnce(Iterator<Row> rows, OrderedIndex index) {
    this.rows = rows;
    this.index = index;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      Row row = rows.next();
      next = !index.isMultikey() || seen.add(row) ? row : null;
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("no more rows");
    }
    Row row = next;
    next = null;
    return row;
  }
}
