package dev.banyan.bench.publish.sink;

import java.util.BitSet;

/**
 * Counts what was stored and in which order. An event is <em>overtaken</em> if it is stored for the
 * first time after a later event of its key; a duplicate is neither in nor out of order. Not
 * thread-safe.
 */
final class EventCount {

  private final BitSet[] seen = new BitSet[EventId.KEYS];
  private final int[] highest = new int[EventId.KEYS];
  private long events;
  private long bytes;
  private long overtaken;
  private long duplicates;

  EventCount() {
    for (int key = 0; key < seen.length; key++) {
      seen[key] = new BitSet();
      highest[key] = -1;
    }
  }

  void stored(byte[] event) {
    events++;
    bytes += event.length;
    long id = EventId.read(event);
    int key = EventId.key(id);
    int number = EventId.number(id);
    if (seen[key].get(number)) {
      duplicates++;
      return;
    }
    seen[key].set(number);
    if (number < highest[key]) {
      overtaken++;
    } else {
      highest[key] = number;
    }
  }

  long events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  long overtaken() {
    return overtaken;
  }

  long duplicates() {
    return duplicates;
  }
}
