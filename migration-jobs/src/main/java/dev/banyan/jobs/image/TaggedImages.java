package dev.banyan.jobs.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Exact images of the types that DynamoDB has nothing like: a map with one tag. */
final class TaggedImages {

  private static final byte[] STRING = "{\"S\":\"".getBytes(US_ASCII);
  private static final byte[] CLOSE = "\"}".getBytes(US_ASCII);
  private static final byte[] MAP = "{\"M\":{".getBytes(US_ASCII);
  private static final byte[] ONE = "{\"N\":\"1\"}".getBytes(US_ASCII);

  private final JsonBuffer out;
  private final ImageWriter writer;

  TaggedImages(JsonBuffer out, ImageWriter writer) {
    this.out = out;
    this.writer = writer;
  }

  int write(byte[] bytes, int type, int at, int end, int depth) {
    return switch (type) {
      case BsonTypes.OBJECT_ID -> objectId(bytes, at);
      case BsonTypes.REGEX -> regex(bytes, at, end);
      case BsonTypes.TIMESTAMP -> timestamp(bytes, at);
      case BsonTypes.CODE -> string(Tag.CODE, bytes, at, end);
      case BsonTypes.SYMBOL -> string(Tag.SYMBOL, bytes, at, end);
      case BsonTypes.CODE_WITH_SCOPE -> codeWithScope(bytes, at, end, depth);
      case BsonTypes.DB_POINTER -> dbPointer(bytes, at, end);
      case BsonTypes.UNDEFINED -> one(Tag.UNDEFINED);
      case BsonTypes.MIN_KEY -> one(Tag.MIN_KEY);
      case BsonTypes.MAX_KEY -> one(Tag.MAX_KEY);
      default ->
          throw BsonScan.corrupt(at, "a value of unknown type 0x" + Integer.toHexString(type));
    };
  }

  private int objectId(byte[] bytes, int at) {
    out.raw(Tag.OBJECT_ID.open()).raw(STRING).hex(bytes, at, 12).raw(CLOSE);
    return close(Tag.OBJECT_ID, 24);
  }

  private int close(Tag tag, int size) {
    out.raw('}').raw('}');
    return tag.size() + size;
  }

  /** A BSON string below a tag; below another one if it is no UTF-8. */
  int string(Tag tag, byte[] bytes, int at, int end) {
    out.raw(tag.open());
    return close(tag, writer.string(bytes, at, end));
  }

  int bytes(Tag tag, byte[] bytes, int at, int length) {
    out.raw(tag.open());
    return close(tag, writer.binary(bytes, at, length));
  }

  private int one(Tag tag) {
    out.raw(tag.open()).raw(ONE);
    return close(tag, 2);
  }

  /** A map of two entries below a tag: opens it and its first entry. */
  private void open(Tag tag, String entry) {
    out.raw(tag.open()).raw(MAP);
    entry(entry);
  }

  private void entry(String name) {
    out.raw('"').ascii(name).raw('"').raw(':');
  }

  private int closePair(Tag tag, String one, String two, int values) {
    out.raw('}').raw('}');
    return close(tag, 3 + 1 + one.length() + 1 + two.length() + values);
  }

  private int number(long value) {
    out.raw('{').raw('"').raw('N').raw('"').raw(':').raw('"');
    int start = out.position();
    out.digits(value);
    int size = Numbers.size(out.array(), start, out.position());
    out.raw('"').raw('}');
    return size;
  }

  int binary(byte[] bytes, int at, int end) {
    int subtype = bytes[at + 4] & 0xff;
    int data = subtype == 2 ? at + 9 : at + 5; // subtype 2 repeats its length
    open(Tag.BINARY, "subType");
    int size = number(subtype);
    out.raw(',');
    entry("bytes");
    size += writer.binary(bytes, data, end - data);
    return closePair(Tag.BINARY, "subType", "bytes", size);
  }

  private int regex(byte[] bytes, int at, int end) {
    int middle = BsonScan.nameEnd(bytes, at, end);
    open(Tag.REGEX, "pattern");
    int size = writer.name(bytes, at, middle - at);
    out.raw(',');
    entry("options");
    size += writer.name(bytes, middle + 1, end - 1 - middle - 1);
    return closePair(Tag.REGEX, "pattern", "options", size);
  }

  private int timestamp(byte[] bytes, int at) {
    open(Tag.TIMESTAMP, "t");
    int size = number(BsonScan.int32(bytes, at + 4) & 0xFFFF_FFFFL);
    out.raw(',');
    entry("i");
    size += number(BsonScan.int32(bytes, at) & 0xFFFF_FFFFL);
    return closePair(Tag.TIMESTAMP, "t", "i", size);
  }

  private int dbPointer(byte[] bytes, int at, int end) {
    open(Tag.DB_POINTER, "ref");
    int size = writer.string(bytes, at, end - 12);
    out.raw(',');
    entry("id");
    out.raw(STRING).hex(bytes, end - 12, 12).raw(CLOSE);
    return closePair(Tag.DB_POINTER, "ref", "id", size + 24);
  }

  private int codeWithScope(byte[] bytes, int at, int end, int depth) {
    int scope = BsonScan.scope(bytes, at);
    open(Tag.CODE_WITH_SCOPE, "code");
    int size = writer.string(bytes, at + 4, scope);
    out.raw(',');
    entry("scope");
    size += writer.document(bytes, scope, end, null, depth + 2);
    return closePair(Tag.CODE_WITH_SCOPE, "code", "scope", size);
  }
}
