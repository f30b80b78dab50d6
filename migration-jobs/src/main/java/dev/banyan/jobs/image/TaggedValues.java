package dev.banyan.jobs.image;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads the values below tags that hold no other images. */
final class TaggedValues {

  private TaggedValues() {}

  static void read(BsonBytes out, byte[] name, Tag tag, AttributeValue value) {
    switch (tag) {
      case STRING, UTF8 -> out.element(BsonTypes.STRING, name).string(stringBytes(value));
      case CODE -> out.element(BsonTypes.CODE, name).string(stringBytes(value));
      case SYMBOL -> out.element(BsonTypes.SYMBOL, name).string(stringBytes(value));
      case INT32 -> out.element(BsonTypes.INT32, name).int32(Integer.parseInt(value.n()));
      case INT64 -> out.element(BsonTypes.INT64, name).int64(whole(value));
      case DATE -> out.element(BsonTypes.DATE, name).int64(whole(value));
      case DOUBLE -> out.element(BsonTypes.DOUBLE, name).int64(doubleBits(value));
      case DECIMAL -> decimal(out.element(BsonTypes.DECIMAL128, name), value.s());
      case OBJECT_ID -> objectId(out.element(BsonTypes.OBJECT_ID, name), value.s());
      case BINARY -> binary(out.element(BsonTypes.BINARY, name), value.m());
      case REGEX -> regex(out.element(BsonTypes.REGEX, name), value.m());
      case TIMESTAMP ->
          out.element(BsonTypes.TIMESTAMP, name)
              .int32((int) whole(part(value.m(), "i")))
              .int32((int) whole(part(value.m(), "t")));
      case DB_POINTER -> {
        out.element(BsonTypes.DB_POINTER, name).string(stringBytes(part(value.m(), "ref")));
        objectId(out, part(value.m(), "id").s());
      }
      case UNDEFINED -> out.element(BsonTypes.UNDEFINED, name);
      case MIN_KEY -> out.element(BsonTypes.MIN_KEY, name);
      case MAX_KEY -> out.element(BsonTypes.MAX_KEY, name);
      default -> throw new IllegalArgumentException("no image: " + tag.text() + " " + value);
    }
  }

  /** A part of an image that has several. */
  static AttributeValue part(Map<String, AttributeValue> parts, String name) {
    AttributeValue part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no image: " + name + " is missing in " + parts.keySet());
    }
    return part;
  }

  private static long whole(AttributeValue value) {
    return new BigDecimal(value.n()).longValueExact();
  }

  /** The bytes of a string, also below its own tag if they are no text. */
  static byte[] stringBytes(AttributeValue value) {
    if (value.s() != null) {
      return value.s().getBytes(StandardCharsets.UTF_8);
    }
    AttributeValue bytes = value.b() != null ? value : part(value.m(), Tag.UTF8.text());
    return bytes(bytes);
  }

  private static byte[] bytes(AttributeValue value) {
    if (value.b() == null) {
      throw new IllegalArgumentException("no image: binary expected, was " + value.type());
    }
    return value.b().asByteArray();
  }

  private static byte[] nameBytes(AttributeValue value) {
    return value.s() == null ? value.b().asByteArray() : value.s().getBytes(StandardCharsets.UTF_8);
  }

  private static long doubleBits(AttributeValue value) {
    if (value.n() != null) {
      return Double.doubleToRawLongBits(Double.parseDouble(value.n()));
    }
    return value.s().startsWith("0x")
        ? Long.parseUnsignedLong(value.s(), 2, 18, 16)
        : Double.doubleToRawLongBits(Double.parseDouble(value.s()));
  }

  private static void decimal(BsonBytes out, String text) {
    if (text.startsWith("0x")) {
      out.int64(Long.parseUnsignedLong(text, 18, 34, 16));
      out.int64(Long.parseUnsignedLong(text, 2, 18, 16));
    } else {
      Decimal128 decimal = Decimal128.parse(text);
      out.int64(decimal.getLow()).int64(decimal.getHigh());
    }
  }

  private static void objectId(BsonBytes out, String hex) {
    out.raw(new ObjectId(hex).toByteArray(), 0, 12);
  }

  private static void binary(BsonBytes out, Map<String, AttributeValue> parts) {
    int subtype = Integer.parseInt(part(parts, "subType").n());
    byte[] bytes = bytes(part(parts, "bytes"));
    if (subtype == 2) {
      out.int32(bytes.length + 4).int8(subtype).int32(bytes.length);
    } else {
      out.int32(bytes.length).int8(subtype);
    }
    out.raw(bytes, 0, bytes.length);
  }

  private static void regex(BsonBytes out, Map<String, AttributeValue> parts) {
    for (String name : new String[] {"pattern", "options"}) {
      byte[] bytes = nameBytes(part(parts, name));
      out.raw(bytes, 0, bytes.length).int8(0);
    }
  }
}
