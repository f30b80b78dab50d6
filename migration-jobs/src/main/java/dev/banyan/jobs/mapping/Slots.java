package dev.banyan.jobs.mapping;

import java.util.Arrays;

/** Where the values that a mapping asks for stand in the present document. */
final class Slots {

  private static final int MISSING = -1;

  private final int[] types;
  private final int[] starts;
  private final int[] ends;
  private final byte[][] arrays;

  Slots(int count) {
    types = new int[count];
    starts = new int[count];
    ends = new int[count];
    arrays = new byte[count][];
    clear(0, count);
  }

  void clear(int from, int to) {
    Arrays.fill(types, from, to, MISSING);
  }

  void set(int slot, byte[] bytes, int type, int start, int end) {
    arrays[slot] = bytes;
    types[slot] = type;
    starts[slot] = start;
    ends[slot] = end;
  }

  boolean has(int slot) {
    return types[slot] != MISSING;
  }

  byte[] bytes(int slot) {
    return arrays[slot];
  }

  int type(int slot) {
    return types[slot];
  }

  int start(int slot) {
    return starts[slot];
  }

  int end(int slot) {
    return ends[slot];
  }
}
