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

  /** Eight bytes at a time: names are looked up for every field of every document. */
  static int hash(byte[] bytes, int at, int length) {
    long hash = length;
    int end = at + length;
    int next = at;
    for (; end - next >= Long.BYTES; next += Long.BYTES) {
      hash = mixed(hash ^ BsonScan.int64(bytes, next));
    }
    hash = mixed(hash ^ fewer(bytes, next, end - next));
    return (int) hash;
  }

  /** The last bytes, fewer than eight, little-endian. */
  private static long fewer(byte[] bytes, int at, int count) {
    if (bytes.length - at >= Long.BYTES) {
      return BsonScan.int64(bytes, at) & ((1L << (8 * count)) - 1);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return read;
  }

  private static long mixed(long bits) {
    long product = bits * 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio
    return product ^ (product >>> 32);
  }
}
