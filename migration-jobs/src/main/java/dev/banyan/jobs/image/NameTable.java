package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks values up by the bytes of a name, without making a string. Immutable once built.
 *
 * @param <T> what a name stands for
 */
public final class NameTable<T> {

  private final byte[][] names;
  private final Object[] values;
  private final int mask;

  public NameTable(Map<String, T> entries) {
    int slots = Integer.highestOneBit(Math.max(1, entries.size()) * 4 - 1) * 2;
    mask = slots - 1;
    names = new byte[slots][];
    values = new Object[slots];
    entries.forEach(this::put);
  }

  private void put(String text, T value) {
    byte[] name = text.getBytes(StandardCharsets.UTF_8);
    int slot = hash(name, 0, name.length) & mask;
    while (values[slot] != null) {
      slot = (slot + 1) & mask;
    }
    names[slot] = name;
    values[slot] = value;
  }

  /** What the name in this slice stands for, or null. */
  @SuppressWarnings("unchecked") // only put() stores
  public @Nullable T get(byte[] bytes, int at, int length) {
    for (int slot = hash(bytes, at, length) & mask; ; slot = (slot + 1) & mask) {
      Object value = values[slot];
      if (value == null || BsonScan.same(bytes, at, length, names[slot])) {
        return (T) value;
      }
    }
  }

  /** Whether it has no name at all. */
  public boolean isEmpty() {
    for (Object value : values) {
      if (value != null) {
        return false;
      }
    }
    return true;
  }

  static int hash(byte[] bytes, int at, int length) {
    int hash = length;
    for (int i = at; i < at + length; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }
}
