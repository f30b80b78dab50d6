package dev.banyan.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads an aggregate's protobuf message; fields that it does not know are skipped. */
final class AggregateReader {

  private static final int MAX_SHIFT = 63;

  private final byte[] bytes;
  private int at;

  private AggregateReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** The user records between two offsets. */
  static List<byte[]> records(byte[] bytes, int from, int to) {
    AggregateReader reader = new AggregateReader(bytes, from);
    List<byte[]> records = new ArrayList<>();
    while (reader.at < to) {
      long tag = reader.varint(to);
      if (isBytes(tag, Wire.RECORDS)) {
        int end = reader.end(to);
        records.add(reader.data(end));
      } else {
        reader.skip(tag, to);
      }
    }
    return records;
  }

  private byte[] data(int to) {
    byte[] data = {};
    while (at < to) {
      long tag = varint(to);
      if (isBytes(tag, Wire.DATA)) {
        int end = end(to);
        data = Arrays.copyOfRange(bytes, at, end);
        at = end;
      } else {
        skip(tag, to);
      }
    }
    return data;
  }

  private static boolean isBytes(long tag, int field) {
    return tag == (field << 3 | Wire.LENGTH_DELIMITED);
  }

  private void skip(long tag, int to) {
    switch ((int) (tag & 7)) {
      case Wire.VARINT -> varint(to);
      case Wire.FIXED_64 -> advance(8, to);
      case Wire.LENGTH_DELIMITED -> at = end(to);
      case Wire.FIXED_32 -> advance(4, to);
      default -> throw broken("an unknown wire type");
    }
  }

  private int end(int to) {
    long length = varint(to);
    if (length < 0 || length > to - at) {
      throw broken("a field longer than its message");
    }
    return at + (int) length;
  }

  private void advance(int count, int to) {
    if (count > to - at) {
      throw broken("it ends inside a field");
    }
    at += count;
  }

  private long varint(int to) {
    long value = 0;
    for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
      advance(1, to);
      byte next = bytes[at - 1];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken("a number with more than ten bytes");
  }

  private EnvelopeFormatException broken(String what) {
    return new EnvelopeFormatException(
        "broken aggregated record: " + what + ", near byte " + at + " of " + bytes.length);
  }
}
