package dev.banyan.localcloud.kinesis.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The records of one shard by index, without gaps: appended at the end, trimmed at the front. */
final class RecordLog {

  private static final int FIRST_INDEX = 1;

  /** A ring; its length is a power of two. */
  private @Nullable StoredRecord[] ring = new StoredRecord[64];

  private long first = FIRST_INDEX;
  private long next = FIRST_INDEX;

  /** Index of the oldest record, or of the next one while there is none. */
  long first() {
    return first;
  }

  /** Index that the next record gets. */
  long next() {
    return next;
  }

  boolean isEmpty() {
    return first == next;
  }

  StoredRecord get(long index) {
    StoredRecord found = index < first || index >= next ? null : ring[slot(index)];
    if (found == null) {
      throw new IndexOutOfBoundsException(index + " is not in " + first + ".." + (next - 1));
    }
    return found;
  }

  StoredRecord append(long arrivalMillis, String partitionKey, byte[] data) {
    if (next - first == ring.length) {
      grow();
    }
    long arrival = isEmpty() ? arrivalMillis : Math.max(arrivalMillis, last().arrivalMillis());
    StoredRecord added = new StoredRecord(next, arrival, partitionKey, data);
    ring[slot(next)] = added;
    next++;
    return added;
  }

  StoredRecord removeFirst() {
    StoredRecord removed = get(first);
    ring[slot(first)] = null;
    first++;
    return removed;
  }

  /** Index of the first record that arrived at the time or later; the next index if none did. */
  long firstArrivedAt(long millis) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (get(middle).arrivalMillis() < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private StoredRecord last() {
    return get(next - 1);
  }

  private int slot(long index) {
    return (int) (index & (ring.length - 1));
  }

  private void grow() {
    @Nullable StoredRecord[] old = ring;
    int oldMask = old.length - 1;
    ring = Arrays.copyOf(new StoredRecord[0], old.length * 2);
    for (long index = first; index < next; index++) {
      ring[slot(index)] = old[(int) (index & oldMask)];
    }
  }
}
