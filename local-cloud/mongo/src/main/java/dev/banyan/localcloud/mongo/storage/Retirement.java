package dev.banyan.localcloud.mongo.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Rows with states that only open snapshots need, in the order in which the states were replaced.
 * It grows with what is written while a transaction is open, which its expiry bounds. Thread-safe.
 */
final class Retirement {

  private record Entry(DocumentHeap heap, Row row, long replacedAt) {}

  private final Queue<Entry> waiting = new ArrayDeque<>();

  synchronized void add(DocumentHeap heap, Row row, long replacedAt) {
    waiting.add(new Entry(heap, row, replacedAt));
  }

  /** Frees what no snapshot at or after this time sees. The caller holds no lock. */
  void clear(long oldestSnapshot) {
    for (Entry entry : due(oldestSnapshot)) {
      entry.heap().prune(entry.row(), oldestSnapshot);
    }
  }

  private synchronized List<Entry> due(long oldestSnapshot) {
    List<Entry> due = new ArrayList<>();
    Entry first = waiting.peek();
    while (first != null && first.replacedAt() <= oldestSnapshot) {
      due.add(waiting.remove());
      first = waiting.peek();
    }
    return due;
  }
}
