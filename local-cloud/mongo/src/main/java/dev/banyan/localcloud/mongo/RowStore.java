package dev.banyan.localcloud.mongo;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a collection in order of insertion. Deleting marks the row; arrays are rewritten once
 * half of their rows are gone. Writers hold the collection's write lock; an iterator is taken under
 * the read lock and may be used without it: arrays it has seen are only ever appended to.
 */
final class RowStore {

  private static final int SMALLEST = 64;

  private Row[] rows = new Row[SMALLEST];
  private int used;
  private int dead;
  private long nextSequence;

  Row add(byte[] bytes) {
    if (used == rows.length) {
      rows = Arrays.copyOf(rows, used + (used >> 1));
    }
    Row row = new Row(nextSequence++, bytes);
    rows[used++] = row;
    return row;
  }

  void remove(Row row) {
    row.delete();
    dead++;
    if (dead > SMALLEST && dead > used / 2) {
      compact();
    }
  }

  int size() {
    return used - dead;
  }

  Iterator<Row> ascending() {
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

  Iterator<Row> descending() {
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
    return row != null && row.bytes() != null;
  }
}
