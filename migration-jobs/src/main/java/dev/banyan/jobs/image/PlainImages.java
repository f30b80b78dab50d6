package dev.banyan.jobs.image;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Reads images that carry no tag: the hint says what they are. */
final class PlainImages {

  private PlainImages() {}

  static void string(BsonBytes out, byte[] name, String text, @Nullable TypeHint hint) {
    if (hint == TypeHint.OBJECT_ID) {
      byte[] twelve = new ObjectId(text).toByteArray();
      out.element(BsonTypes.OBJECT_ID, name).raw(twelve, 0, twelve.length);
    } else if (hint == TypeHint.ISO_DATE) {
      out.element(BsonTypes.DATE, name).int64(Instant.parse(text).toEpochMilli());
    } else if (hint == TypeHint.UUID) {
      UUID uuid = UUID.fromString(text);
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
      out.element(BsonTypes.BINARY, name).int32(16).int8(4).raw(bytes.array(), 0, 16);
    } else {
      out.element(BsonTypes.STRING, name).string(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  static void number(BsonBytes out, byte[] name, String text, @Nullable TypeHint hint) {
    BigDecimal value = new BigDecimal(text);
    if (hint == TypeHint.DOUBLE) {
      out.element(BsonTypes.DOUBLE, name)
          .int64(Double.doubleToRawLongBits(Double.parseDouble(text)));
    } else if (hint == TypeHint.DECIMAL) {
      decimal(out, name, value);
    } else if (hint == TypeHint.INT64) {
      out.element(BsonTypes.INT64, name).int64(value.longValueExact());
    } else if (hint == TypeHint.DATE) {
      out.element(BsonTypes.DATE, name).int64(value.longValueExact());
    } else if (hint == TypeHint.SECONDS) {
      out.element(BsonTypes.DATE, name).int64(value.longValueExact() * 1000);
    } else {
      anyNumber(out, name, value);
    }
  }

  /** By default only 32-bit integers are plain; others are here by the mapping's choice. */
  private static void anyNumber(BsonBytes out, byte[] name, BigDecimal value) {
    BigDecimal normalised = Numbers.normalised(value);
    if (normalised.scale() > 0 || normalised.precision() > 18) {
      decimal(out, name, value);
    } else if (normalised.longValueExact() == normalised.intValue()) {
      out.element(BsonTypes.INT32, name).int32(normalised.intValue());
    } else {
      out.element(BsonTypes.INT64, name).int64(normalised.longValueExact());
    }
  }

  private static void decimal(BsonBytes out, byte[] name, BigDecimal value) {
    Decimal128 decimal = new Decimal128(Numbers.normalised(value));
    out.element(BsonTypes.DECIMAL128, name).int64(decimal.getLow()).int64(decimal.getHigh());
  }

  static void binary(BsonBytes out, byte[] name, byte[] bytes, @Nullable TypeHint hint) {
    if (hint == TypeHint.BSON) {
      out.element(bytes[0] & 0xff, name).raw(bytes, 1, bytes.length - 1);
    } else {
      out.element(BsonTypes.BINARY, name).int32(bytes.length).int8(0).raw(bytes, 0, bytes.length);
    }
  }
}
