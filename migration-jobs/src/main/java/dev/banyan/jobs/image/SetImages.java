package dev.banyan.jobs.image;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Arrays as sets. What cannot be a set (empty, an element of another type, the same value twice)
 * stays a list, exactly.
 */
final class SetImages {

  private static final int NOT_MINE = -1;

  private final JsonBuffer out;
  private final ImageWriter writer;
  private final NumberImages numbers;
  private final FieldNames seen = new FieldNames();

  /** An element of the array. */
  private record Element(byte[] bytes, int type, int at, int end) {}

  SetImages(JsonBuffer out, ImageWriter writer) {
    this.out = out;
    this.writer = writer;
    this.numbers = new NumberImages(out);
  }

  int write(TypeHint hint, byte[] bytes, int at, int limit) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    if (at + 4 == end || !FieldNames.counted(bytes, at + 4, end)) {
      return NOT_MINE;
    }
    seen.clear();
    return switch (hint) {
      case STRING_SET -> set("SS", bytes, at, end, this::string);
      case BINARY_SET -> set("BS", bytes, at, end, this::binary);
      default -> {
        Set<BigDecimal> values = new HashSet<>();
        yield set("NS", bytes, at, end, element -> number(element, values));
      }
    };
  }

  /** Each element as its value writes itself, without the type around it. */
  private int set(String type, byte[] bytes, int at, int end, ToIntFunction<Element> write) {
    int start = out.position();
    out.ascii("{\"" + type + "\":[");
    int size = 0;
    int next = at + 4;
    while (next < end) {
      int elementType = bytes[next] & 0xff;
      int value = BsonScan.nameEnd(bytes, next + 1, end) + 1;
      next = BsonScan.valueEnd(bytes, elementType, value, end);
      int added = bare(write, new Element(bytes, elementType, value, next));
      if (added < 0) {
        out.rewind(start);
        return NOT_MINE;
      }
      size += added;
      out.raw(next < end ? ',' : ']');
    }
    out.raw('}');
    return size;
  }

  /** Takes {@code {"S":} and the closing brace off an image. */
  private int bare(ToIntFunction<Element> write, Element element) {
    int start = out.position();
    int size = write.applyAsInt(element);
    if (size >= 0) {
      byte[] image = out.copy(start);
      out.rewind(start);
      out.raw(image, 5, image.length - 6);
    }
    return size;
  }

  private int string(Element e) {
    boolean fits =
        e.type == BsonTypes.STRING
            && Utf8.valid(e.bytes, e.at + 4, e.end - e.at - 5)
            && seen.add(e.bytes, e.at + 4, e.end - e.at - 5);
    return fits ? writer.string(e.bytes, e.at, e.end) : NOT_MINE;
  }

  private int binary(Element e) {
    boolean fits =
        e.type == BsonTypes.BINARY
            && e.bytes[e.at + 4] == 0
            && seen.add(e.bytes, e.at + 5, e.end - e.at - 5);
    return fits ? writer.binary(e.bytes, e.at + 5, e.end - e.at - 5) : NOT_MINE;
  }

  private int number(Element e, Set<BigDecimal> values) {
    if (e.type == BsonTypes.INT32 || e.type == BsonTypes.INT64) {
      long value =
          e.type == BsonTypes.INT32 ? BsonScan.int32(e.bytes, e.at) : BsonScan.int64(e.bytes, e.at);
      return values.add(BigDecimal.valueOf(value).stripTrailingZeros())
          ? numbers.integer(value)
          : NOT_MINE;
    }
    if (e.type == BsonTypes.DOUBLE) {
      double value = Double.longBitsToDouble(BsonScan.int64(e.bytes, e.at));
      return Numbers.fits(value) && values.add(shortest(value))
          ? numbers.plainDouble(value)
          : NOT_MINE;
    }
    return NOT_MINE;
  }

  private static BigDecimal shortest(double value) {
    return new BigDecimal(Numbers.shortest(value)).stripTrailingZeros();
  }
}
