package dev.banyan.localcloud.mongo.storage;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a collection in order of insertion. Deleted rows stay until the array is rewritten,
 * once half of it is gone. Writers hold the collection's write lock; an iterator is taken under the
 * read lock and may be used without it: arrays it has seen are only ever appended to.
 */
public final class RowStore {

  private static final int SMALLEST = 64;

  private Row[] rows = new Row[SMALLEST];
  private int used;
  private int dead;
  private long nextSequence;

  Row add() {
    if (used == rows.length) {
      rows = Arrays.copyOf(rows, used + (used >> 1));
    }
    Row row = new Row(nextSequence++);
    rows[used++] = row;
    return row;
  }

  /** Notes that one more row is seen by nobody. */
  void removed() {
    dead++;
    if (dead > SMALLEST && dead > used / 2) {
      compact();
    }
  }

  private int size() {
    return used - dead;
  }

  public Iterator<Row> ascending() {
    Row[] seen = rows;
    int end = used;
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < end;
      }

      @Override
      public Row next() {
        return next < end ? seen[next++] : exhausted();
      }
    };
  }

  public Iterator<Row> descending() {
    Row[] seen = rows;
    int end = used;
    return new Iterator<>() {
      private int next = end;

      @Override
      public boolean hasNext() {
        return next > 0;
      }

      @Override
      public Row next() {
        return next > 0 ? seen[--next] : exhausted();
      }
    };
  }

  private static Row exhausted() {
    throw new NoSuchElementException("no more rows");
  }

  private void compact() {
    Row[] kept = new Row[Math.max(SMALLEST, size() + (size() >> 1))];
    int count = 0;
    for (int i = 0; i < used; i++) {
      if (isLive(rows[i])) {
        kept[count++] = rows[i];
      }
    }
    rows = kept;
    used = count;
    dead = 0;
  }

  private static boolean isLive(@Nullable Row row) {
    return row != null && (row.isLayered() || row.bytes() != null);
  }
}
