package dev.banyan.jobs.verify.expect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * A BSON value where it lies in its document's bytes (<a
 * href="https://bsonspec.org/spec.html">bsonspec.org</a>). The driver's own reader replaces bytes
 * that are no UTF-8 and so cannot tell two such strings apart.
 *
 * @param type BSON's type byte
 * @param from first byte of the value
 * @param to first byte behind it
 */
record Raw(int type, byte[] bytes, int from, int to) {

  static final int DOUBLE = 0x01;
  static final int STRING = 0x02;
  static final int DOCUMENT = 0x03;
  static final int ARRAY = 0x04;
  static final int BINARY = 0x05;
  static final int UNDEFINED = 0x06;
  static final int OBJECT_ID = 0x07;
  static final int BOOLEAN = 0x08;
  static final int DATE = 0x09;
  static final int NULL = 0x0A;
  static final int REGEX = 0x0B;
  static final int DB_POINTER = 0x0C;
  static final int CODE = 0x0D;
  static final int SYMBOL = 0x0E;
  static final int CODE_WITH_SCOPE = 0x0F;
  static final int INT32 = 0x10;
  static final int TIMESTAMP = 0x11;
  static final int INT64 = 0x12;
  static final int DECIMAL = 0x13;
  static final int MAX_KEY = 0x7F;
  static final int MIN_KEY = 0xFF;

  /**
   * A field of a document.
   *
   * @param name null if it is no UTF-8
   * @param nameFrom its first byte, where the value lies
   * @param nameTo first byte behind it
   */
  record Field(@Nullable String name, int nameFrom, int nameTo, Raw value) {

    /** The name as it lies there. */
    byte[] nameBytes() {
      return Arrays.copyOfRange(value.bytes(), nameFrom, nameTo);
    }
  }

  static Raw of(RawBsonDocument document) {
    ByteBuffer bytes = document.getByteBuffer().asNIO();
    return bytes.hasArray()
        ? new Raw(
            DOCUMENT,
            bytes.array(),
            bytes.arrayOffset() + bytes.position(),
            bytes.arrayOffset() + bytes.limit())
        : of(copy(bytes));
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  static Raw of(byte[] document) {
    return new Raw(DOCUMENT, document, 0, document.length);
  }

  static Raw int32(int value) {
    byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return new Raw(INT32, four, 0, 4);
  }

  /** The fields of a document, or the elements of an array, in their order. */
  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    int at = from + 4;
    while (bytes[at] != 0) {
      int nameEnd = zero(at + 1);
      int end = end(bytes[at] & 0xff, nameEnd + 1);
      fields.add(
          new Field(
              text(at + 1, nameEnd),
              at + 1,
              nameEnd,
              new Raw(bytes[at] & 0xff, bytes, nameEnd + 1, end)));
      at = end;
    }
    return fields;
  }

  private int zero(int at) {
    int end = at;
    while (bytes[end] != 0) {
      end++;
    }
    return end;
  }

  private int end(int kind, int at) {
    return switch (kind) {
      case NULL, UNDEFINED, MIN_KEY, MAX_KEY -> at;
      case BOOLEAN -> at + 1;
      case INT32 -> at + 4;
      case DOUBLE, DATE, TIMESTAMP, INT64 -> at + 8;
      case OBJECT_ID -> at + 12;
      case DECIMAL -> at + 16;
      case STRING, CODE, SYMBOL -> at + 4 + int32At(at);
      case DOCUMENT, ARRAY, CODE_WITH_SCOPE -> at + int32At(at);
      case BINARY -> at + 5 + int32At(at);
      case REGEX -> zero(zero(at) + 1) + 1;
      case DB_POINTER -> at + 4 + int32At(at) + 12;
      default -> throw new Refusal("a value of unknown type " + kind);
    };
  }

  private int int32At(int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  int int32() {
    return int32At(from);
  }

  long int64() {
    return (int32At(from) & 0xFFFF_FFFFL) | (long) int32At(from + 4) << 32;
  }

  double float64() {
    return Double.longBitsToDouble(int64());
  }

  boolean bool() {
    return bytes[from] == 1;
  }

  Decimal128 decimal() {
    Raw high = new Raw(INT64, bytes, from + 8, to);
    return Decimal128.fromIEEE754BIDEncoding(high.int64(), int64());
  }

  String hex() {
    return HexFormat.of().formatHex(bytes, to - 12, to);
  }

  int subtype() {
    return bytes[from + 4] & 0xff;
  }

  /** Binary's data, without the second length that subtype 2 has. */
  byte[] data() {
    return Arrays.copyOfRange(bytes, subtype() == 2 ? from + 9 : from + 5, to);
  }

  boolean isUuid() {
    return type == BINARY && subtype() == 4 && to - from == 21;
  }

  String uuid() {
    ByteBuffer sixteen = ByteBuffer.wrap(bytes, from + 5, 16);
    return new UUID(sixteen.getLong(), sixteen.getLong()).toString();
  }

  /** The bytes as they lie there. */
  byte[] slice() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The bytes of the string at the beginning. */
  byte[] stringBytes() {
    return Arrays.copyOfRange(bytes, from + 4, from + 3 + int32());
  }

  /** The string at the beginning; null if it is no UTF-8. */
  @Nullable String string() {
    return text(from + 4, from + 3 + int32());
  }

  /** The string that code with scope has behind its length. */
  Raw code() {
    return new Raw(CODE, bytes, from + 4, to);
  }

  Raw scope() {
    return new Raw(DOCUMENT, bytes, from + 8 + int32At(from + 4), to);
  }

  /** A regular expression's pattern and options. */
  List<byte[]> regex() {
    int middle = zero(from);
    return List.of(
        Arrays.copyOfRange(bytes, from, middle), Arrays.copyOfRange(bytes, middle + 1, to - 1));
  }

  private @Nullable String text(int start, int end) {
    return text(bytes, start, end);
  }

  /** Null if it is no UTF-8. */
  static @Nullable String text(byte[] bytes, int start, int end) {
    for (int at = start; at < end; at++) {
      if (bytes[at] < 0) {
        return strict(bytes, start, end);
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable String strict(byte[] bytes, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The name that {@code $type} and mapping files use. */
  String typeName() {
    return switch (type) {
      case DOUBLE -> "double";
      case STRING -> "string";
      case DOCUMENT -> "object";
      case ARRAY -> "array";
      case BINARY -> "binData";
      case UNDEFINED -> "undefined";
      case OBJECT_ID -> "objectId";
      case BOOLEAN -> "bool";
      case DATE -> "date";
      case NULL -> "null";
      case REGEX -> "regex";
      case DB_POINTER -> "dbPointer";
      case CODE -> "javascript";
      case SYMBOL -> "symbol";
      case CODE_WITH_SCOPE -> "javascriptWithScope";
      case INT32 -> "int";
      case TIMESTAMP -> "timestamp";
      case INT64 -> "long";
      case DECIMAL -> "decimal";
      case MAX_KEY -> "maxKey";
      case MIN_KEY -> "minKey";
      default -> "type " + type;
    };
  }
}
