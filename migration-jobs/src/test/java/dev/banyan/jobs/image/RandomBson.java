package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bson.types.Decimal128;

/** Random documents of every type, in bytes that the driver would refuse to write too. */
public final class RandomBson {

  private static final int[] TYPES = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10,
    0x11, 0x12, 0x13, 0x7F, 0xFF
  };
  private static final String[] NAMES = {
    "a",
    "b",
    "name",
    "price",
    "a.b",
    "$oid",
    "$date",
    "$x",
    "",
    "ключ",
    "quote\"d",
    "back\\",
    "$ref",
    "$order",
    "line\n",
    "0",
    "1",
    "$numberLong",
    "$fields",
    "pk"
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1.0,
    -1.5,
    9.99,
    0.1,
    1e-130,
    9.99e125,
    1e126,
    1e308,
    Double.MIN_VALUE,
    1e-131,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    1e22,
    1e23,
    123456789.123,
    4.35,
    1L << 53,
    (1L << 53) + 2.0
  };
  private static final String[] DECIMALS = {
    "0",
    "-0",
    "0.00",
    "-0E+3",
    "NaN",
    "Infinity",
    "-Infinity",
    "1",
    "1.50",
    "1E+3",
    "1000",
    "1E-3",
    "9.999999999999999999999999999999999E+6144",
    "1E-6176",
    "1234567890123456789012345678901234",
    "-12.5",
    "1E+125",
    "1E+126",
    "1E-130",
    "1E-131",
    "0E-6176",
    "100"
  };

  private final Random random;

  public RandomBson(long seed) {
    random = new Random(seed);
  }

  public byte[] document() {
    BsonBytes out = new BsonBytes();
    document(out, random.nextInt(8) == 0 ? 34 : random.nextInt(4));
    return out.toArray();
  }

  private void document(BsonBytes out, int depth) {
    out.openDocument();
    int fields = depth > 10 ? 1 : random.nextInt(6);
    for (int i = 0; i < fields; i++) {
      byte[] name =
          random.nextInt(60) == 0
              ? new byte[] {(byte) 0xff, 'x'}
              : NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.UTF_8);
      int type = depth > 4 ? 3 + random.nextInt(2) : TYPES[random.nextInt(TYPES.length)];
      out.element(type, name);
      value(out, type, depth);
    }
    out.closeDocument();
  }

  private void array(BsonBytes out, int depth) {
    out.openDocument();
    boolean odd = random.nextInt(20) == 0;
    int fields = depth > 10 ? 1 : random.nextInt(5);
    for (int i = 0; i < fields; i++) {
      int type = depth > 4 ? 3 + random.nextInt(2) : TYPES[random.nextInt(TYPES.length)];
      out.element(type, odd ? "7" : Integer.toString(i));
      value(out, type, depth);
    }
    out.closeDocument();
  }

  private void value(BsonBytes out, int type, int depth) {
    switch (type) {
      case BsonTypes.DOUBLE -> out.int64(doubleBits());
      case BsonTypes.STRING, BsonTypes.CODE, BsonTypes.SYMBOL -> out.string(text());
      case BsonTypes.DOCUMENT -> nested(out, depth, false);
      case BsonTypes.ARRAY -> nested(out, depth, true);
      case BsonTypes.BINARY -> binary(out);
      case BsonTypes.OBJECT_ID -> out.raw(bytes(12), 0, 12);
      case BsonTypes.BOOLEAN -> out.int8(random.nextInt(2));
      case BsonTypes.DATE, BsonTypes.INT64, BsonTypes.TIMESTAMP -> out.int64(whole());
      case BsonTypes.REGEX ->
          out.raw("a\"b".getBytes(), 0, 3).int8(0).raw("ix".getBytes(), 0, 2).int8(0);
      case BsonTypes.DB_POINTER -> out.string(text()).raw(bytes(12), 0, 12);
      case BsonTypes.CODE_WITH_SCOPE -> codeWithScope(out, depth);
      case BsonTypes.INT32 -> out.int32((int) whole());
      case BsonTypes.DECIMAL128 -> decimal(out);
      default -> {}
    }
  }

  private void nested(BsonBytes out, int depth, boolean array) {
    if (depth <= 0) {
      out.openDocument().closeDocument();
    } else if (array) {
      array(out, depth - 1);
    } else {
      document(out, depth - 1);
    }
  }

  private void codeWithScope(BsonBytes out, int depth) {
    BsonBytes scope = new BsonBytes();
    document(scope, Math.min(depth, 2) - 1);
    byte[] code = text();
    byte[] document = scope.toArray();
    out.int32(4 + 4 + code.length + 1 + document.length);
    out.string(code).raw(document, 0, document.length);
  }

  private long doubleBits() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> Double.doubleToRawLongBits(random.nextInt(100_000) / 100.0);
      default -> Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
    };
  }

  private long whole() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt();
      case 2 -> random.nextInt(2000) - 1000;
      case 3 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> (long) Math.pow(10, random.nextInt(19));
    };
  }

  private byte[] text() {
    return switch (random.nextInt(8)) {
      case 0 -> new byte[0];
      case 1 -> bytes(random.nextInt(20)); // mostly no UTF-8
      case 2 -> "żółw 😀 \u0000 \"quoted\" \\ \n \u001f \u007f".getBytes(StandardCharsets.UTF_8);
      default -> ascii(random.nextInt(40));
    };
  }

  private byte[] ascii(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) random.nextInt(128);
    }
    return text;
  }

  private void binary(BsonBytes out) {
    int subtype = new int[] {0, 0, 1, 2, 3, 4, 5, 6, 0x80, 0xff}[random.nextInt(10)];
    int length = subtype == 4 ? 16 : random.nextInt(20);
    if (subtype == 2) {
      out.int32(length + 4).int8(2).int32(length).raw(bytes(length), 0, length);
    } else {
      out.int32(length).int8(subtype).raw(bytes(length), 0, length);
    }
  }

  private void decimal(BsonBytes out) {
    if (random.nextInt(4) == 0) {
      out.int64(random.nextLong()).int64(random.nextLong()); // also forms that are not canonical
      return;
    }
    Decimal128 value = Decimal128.parse(DECIMALS[random.nextInt(DECIMALS.length)]);
    out.int64(value.getLow()).int64(value.getHigh());
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
