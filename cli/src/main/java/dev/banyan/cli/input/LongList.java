package dev.banyan.cli.input;

import java.util.Arrays;

/** A list of longs without boxes. Not thread-safe. */
final class LongList {

  private long[] values;
  private int size;

  LongList(int capacity) {
    values = new long[Math.max(16, capacity)];
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  /** Sorts the list and drops repetitions; answers how many were dropped. */
  int sortAndCollapse() {
    Arrays.sort(values, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || values[kept - 1] != values[i]) {
        values[kept++] = values[i];
      }
    }
    int dropped = size - kept;
    size = kept;
    return dropped;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
