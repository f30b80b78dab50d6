package dev.banyan.jobs.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/**
 * Writes the image of BSON values as DynamoDB JSON, in one pass over the bytes. docs/bson-images.md
 * lists the images. Every method returns the bytes that the value takes in an item as DynamoDB
 * counts them (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">AWS</a>).
 * Confined to one thread.
 */
public final class ImageWriter {

  /**
   * Containers below this level are kept as their BSON bytes: DynamoDB takes 31 maps and lists
   * around a value, and an image may need three of them for itself. Names and values in turn take
   * one more level than a map, so they end a level earlier.
   */
  static final int DEEPEST = 28;

  private static final byte[] STRING = "{\"S\":\"".getBytes(US_ASCII);
  private static final byte[] BINARY = "{\"B\":\"".getBytes(US_ASCII);
  private static final byte[] TRUE = "{\"BOOL\":true}".getBytes(US_ASCII);
  private static final byte[] FALSE = "{\"BOOL\":false}".getBytes(US_ASCII);
  private static final byte[] NULL = "{\"NULL\":true}".getBytes(US_ASCII);
  private static final byte[] MAP = "{\"M\":{".getBytes(US_ASCII);
  private static final byte[] LIST = "{\"L\":[".getBytes(US_ASCII);
  private static final byte[] CLOSE = "\"}".getBytes(US_ASCII);
  private static final byte[] CLOSE_TWO = "}}".getBytes(US_ASCII);
  private static final byte[] CLOSE_LIST = "]}".getBytes(US_ASCII);
  private static final byte[] ORDER_ENTRY = "\"$order\":{\"L\":[".getBytes(US_ASCII);

  private final JsonBuffer out;
  private final ImageOptions options;
  private final NumberImages numbers;
  private final TaggedImages tagged;
  private final ChosenImages chosen;
  private final FieldNames names = new FieldNames();

  public ImageWriter(JsonBuffer out, ImageOptions options) {
    this.out = out;
    this.options = options;
    this.numbers = new NumberImages(out);
    this.tagged = new TaggedImages(out, this);
    this.chosen = new ChosenImages(out, this);
  }

  /** What a number's text takes in an item. */
  public static int numberSize(byte[] text) {
    return Numbers.size(text, 0, text.length);
  }

  /** What the number in this slice takes in an item. */
  public static int numberSize(byte[] text, int from, int to) {
    return Numbers.size(text, from, to);
  }

  /**
   * Writes the image of a value.
   *
   * @param end first byte behind the value, which {@link BsonScan#valueEnd} has found
   * @param tree what the mapping says about the value and what is below it
   * @param depth levels of maps and lists around it
   * @throws RefusedException if it has no image; the buffer holds a part of it then
   */
  public int value(byte[] bytes, int type, int at, int end, @Nullable TypeTree tree, int depth) {
    TypeHint hint = TypeTree.hint(tree);
    if (hint != null) {
      int size = chosen.write(hint, bytes, type, at, end);
      if (size >= 0) {
        return size;
      }
    }
    return switch (type) {
      case BsonTypes.STRING ->
          TypeHint.takesString(hint)
              ? tagged.string(Tag.STRING, bytes, at, end)
              : string(bytes, at, end);
      case BsonTypes.INT32 ->
          TypeHint.takesNumber(hint)
              ? numbers.taggedInt(BsonScan.int32(bytes, at))
              : numbers.integer(BsonScan.int32(bytes, at));
      case BsonTypes.BOOLEAN -> constant(bytes[at] == 1 ? TRUE : FALSE);
      case BsonTypes.NULL -> constant(NULL);
      case BsonTypes.INT64 -> numbers.taggedLong(BsonScan.int64(bytes, at));
      case BsonTypes.DOUBLE -> numbers.taggedDouble(BsonScan.int64(bytes, at));
      case BsonTypes.DECIMAL128 -> numbers.taggedDecimal(bytes, at);
      case BsonTypes.DATE -> numbers.date(BsonScan.int64(bytes, at));
      case BsonTypes.DOCUMENT -> document(bytes, at, end, tree, depth);
      case BsonTypes.ARRAY -> array(bytes, at, end, tree, depth);
      case BsonTypes.BINARY ->
          bytes[at + 4] == 0 ? binary(bytes, at + 5, end - at - 5) : tagged.binary(bytes, at, end);
      default -> tagged.write(bytes, type, at, end, depth);
    };
  }

  private int constant(byte[] json) {
    out.raw(json);
    return 1;
  }

  /** A BSON string; bytes that are no UTF-8 are kept as such. */
  int string(byte[] bytes, int at, int end) {
    int length = end - at - 5;
    int start = out.position();
    out.raw(STRING);
    if (!out.text(bytes, at + 4, length)) {
      out.rewind(start);
      return tagged.bytes(Tag.UTF8, bytes, at + 4, length);
    }
    out.raw(CLOSE);
    return length;
  }

  /** Text that is UTF-8. */
  int text(byte[] bytes, int at, int length) {
    out.raw(STRING);
    if (!out.text(bytes, at, length)) {
      throw new RefusedException(at, "not valid UTF-8");
    }
    out.raw(CLOSE);
    return length;
  }

  int binary(byte[] bytes, int at, int length) {
    out.raw(BINARY).base64(bytes, at, length).raw(CLOSE);
    return length;
  }

  int document(byte[] bytes, int at, int limit, @Nullable TypeTree tree, int depth) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    if (depth >= DEEPEST) {
      return tooDeep(Tag.BSON, bytes, at, end);
    }
    if (names.regular(bytes, at + 4, end, tree)) {
      return map(bytes, at + 4, end, tree, depth + 1);
    }
    return depth + 1 >= DEEPEST
        ? tooDeep(Tag.BSON, bytes, at, end)
        : ordered(Tag.ORDERED, bytes, at + 4, end, tree, depth + 2);
  }

  private int array(byte[] bytes, int at, int limit, @Nullable TypeTree tree, int depth) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    if (depth >= DEEPEST) {
      return tooDeep(Tag.BSON_ARRAY, bytes, at, end);
    }
    if (FieldNames.counted(bytes, at + 4, end)) {
      return list(bytes, at + 4, end, tree, depth + 1);
    }
    return depth + 1 >= DEEPEST
        ? tooDeep(Tag.BSON_ARRAY, bytes, at, end)
        : ordered(Tag.ORDERED_ARRAY, bytes, at + 4, end, tree, depth + 2);
  }

  private int tooDeep(Tag tag, byte[] bytes, int at, int end) {
    if (options.tooDeep() == ImageOptions.TooDeep.REFUSE) {
      throw new RefusedException(
          at, "nested deeper than " + DEEPEST + " levels; 'tooDeep: bytes' would keep it as BSON");
    }
    BsonScan.check(bytes, at, end + 1);
    return tagged.bytes(tag, bytes, at, end + 1 - at);
  }

  private int map(byte[] bytes, int start, int end, @Nullable TypeTree tree, int depth) {
    out.raw(MAP);
    int size = 3;
    int fields = 0;
    int next = start;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      TypeTree field = TypeTree.field(tree, bytes, name, value - 1 - name);
      if (field == null || !field.dropped()) {
        if (fields++ > 0) {
          out.raw(',');
        }
        size += 1 + entryName(bytes, name, value - 1 - name, field);
        size += value(bytes, type, value, next, field, depth);
      }
    }
    if (options.keepOrder() && fields > 1) {
      size += order(bytes, start, end, tree);
    }
    out.raw(CLOSE_TWO);
    return size;
  }

  /** The name and the colon behind it. */
  private int entryName(byte[] bytes, int at, int length, @Nullable TypeTree field) {
    byte[] renamed = field == null ? null : field.renamed();
    out.raw('"');
    if (renamed == null) {
      out.text(bytes, at, length);
    } else {
      out.text(renamed, 0, renamed.length);
    }
    out.raw('"').raw(':');
    return renamed == null ? length : renamed.length;
  }

  private int order(byte[] bytes, int start, int end, @Nullable TypeTree tree) {
    out.raw(',').raw(ORDER_ENTRY);
    int size = 1 + Tag.ORDER.text().length() + 3;
    boolean first = true;
    int next = start;
    while (next < end) {
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, bytes[next] & 0xff, value, end);
      TypeTree field = TypeTree.field(tree, bytes, name, value - 1 - name);
      if (field == null || !field.dropped()) {
        if (!first) {
          out.raw(',');
        }
        first = false;
        byte[] renamed = field == null ? null : field.renamed();
        size += 1;
        size +=
            renamed == null
                ? text(bytes, name, value - 1 - name)
                : text(renamed, 0, renamed.length);
      }
    }
    out.raw(CLOSE_LIST);
    return size;
  }

  /** Names and values in turn: for documents whose names cannot be the entries of a map. */
  private int ordered(
      Tag tag, byte[] bytes, int start, int end, @Nullable TypeTree tree, int depth) {
    out.raw(tag.open()).raw(LIST);
    int size = tag.size() + 3;
    int fields = 0;
    int next = start;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      TypeTree field = TypeTree.field(tree, bytes, name, value - 1 - name);
      if (field == null || !field.dropped()) {
        if (fields++ > 0) {
          out.raw(',');
        }
        size += 2 + listedName(bytes, name, value - 1 - name, field);
        out.raw(',');
        size += value(bytes, type, value, next, field, depth);
      }
    }
    out.raw(CLOSE_LIST).raw(CLOSE_TWO);
    return size;
  }

  private int listedName(byte[] bytes, int at, int length, @Nullable TypeTree field) {
    byte[] renamed = field == null ? null : field.renamed();
    if (renamed != null) {
      return text(renamed, 0, renamed.length);
    }
    return name(bytes, at, length);
  }

  /** A name as a value: text, or binary if it is no UTF-8. */
  public int name(byte[] bytes, int at, int length) {
    return Utf8.valid(bytes, at, length) ? text(bytes, at, length) : binary(bytes, at, length);
  }

  private int list(byte[] bytes, int start, int end, @Nullable TypeTree tree, int depth) {
    out.raw(LIST);
    int size = 3;
    int elements = 0;
    int next = start;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      TypeTree element = TypeTree.field(tree, bytes, name, value - 1 - name);
      if (element == null || !element.dropped()) {
        if (elements++ > 0) {
          out.raw(',');
        }
        size += 1 + value(bytes, type, value, next, element, depth);
      }
    }
    out.raw(CLOSE_LIST);
    return size;
  }
}
