package dev.banyan.events;

/**
 * Writes the few protobuf fields that an aggregate has, into an array of exactly the right size.
 *
 * <p>Source: protobuf encoding guide; field numbers: "KPL Aggregated Record Format".
 */
final class Wire {

  static final int KEY_TABLE = 1;
  static final int HASH_KEY_TABLE = 2;
  static final int RECORDS = 3;
  static final int KEY_INDEX = 1;
  static final int HASH_KEY_INDEX = 2;
  static final int DATA = 3;
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED_32 = 5;

  private final byte[] array;
  private int at;

  Wire(byte[] array) {
    this.array = array;
  }

  /** Bytes of a length-delimited field: tag, length, content. */
  static int sizeOfBytes(int length) {
    return 1 + sizeOfVarint(length) + length;
  }

  private static int sizeOfVarint(int value) {
    return (31 - Integer.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  void raw(byte[] bytes) {
    System.arraycopy(bytes, 0, array, at, bytes.length);
    at += bytes.length;
  }

  /** The head of a length-delimited field. */
  void tag(int field, int length) {
    array[at++] = (byte) (field << 3 | LENGTH_DELIMITED);
    int rest = length;
    while (rest > 0x7F) {
      array[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[at++] = (byte) rest;
  }

  void bytes(int field, byte[] content) {
    tag(field, content.length);
    raw(content);
  }

  /** An index into a table of one entry: 0. */
  void index(int field) {
    array[at++] = (byte) (field << 3 | VARINT);
    array[at++] = 0;
  }

  byte[] array() {
    return array;
  }
}
