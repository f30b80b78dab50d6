package dev.banyan.bench.publish.sink;

import java.nio.charset.StandardCharsets;

/** An event's id: its key and its number among those of the key. */
public final class EventId {

  /** How many keys there are. */
  public static final int KEYS = 1_000;

  private static final byte[] ID = "\"id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int NUMBERS = 1 << 24;

  private EventId() {}

  /** The id of a key's event. */
  public static long of(int key, int number) {
    return (long) key * NUMBERS + number;
  }

  /** The number behind the first {@code "id":"} of an envelope. */
  static long read(byte[] envelope) {
    int at = after(envelope);
    long id = 0;
    while (envelope[at] >= '0' && envelope[at] <= '9') {
      id = id * 10 + (envelope[at++] - '0');
    }
    return id;
  }

  private static int after(byte[] envelope) {
    for (int at = 0; at + ID.length < envelope.length; at++) {
      int same = 0;
      while (same < ID.length && envelope[at + same] == ID[same]) {
        same++;
      }
      if (same == ID.length) {
        return at + same;
      }
    }
    throw new IllegalArgumentException("an event without an id");
  }

  static int key(long id) {
    return (int) (id / NUMBERS);
  }

  static int number(long id) {
    return (int) (id % NUMBERS);
  }
}
