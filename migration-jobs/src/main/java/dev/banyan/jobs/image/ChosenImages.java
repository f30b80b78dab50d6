package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.bson.types.Decimal128;

/** Images that a hint asks for. */
final class ChosenImages {

  /** The value is not what the hint is about: the exact image it is. */
  private static final int NOT_MINE = -1;

  private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z").toEpochMilli();
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final JsonBuffer out;
  private final ImageWriter writer;
  private final NumberImages numbers;
  private final SetImages sets;

  ChosenImages(JsonBuffer out, ImageWriter writer) {
    this.out = out;
    this.writer = writer;
    this.numbers = new NumberImages(out);
    this.sets = new SetImages(out, writer);
  }

  /** The size of the image, or -1 if nothing was written. */
  int write(TypeHint hint, byte[] bytes, int type, int at, int end) {
    return switch (hint) {
      case TEXT -> text(bytes, type, at, end);
      case BSON -> bson(bytes, type, at, end);
      case NUMBER -> number(bytes, type, at);
      default -> hint.type() == type ? ofType(hint, bytes, at, end) : NOT_MINE;
    };
  }

  private int ofType(TypeHint hint, byte[] bytes, int at, int end) {
    return switch (hint) {
      case INT64, DATE -> numbers.integer(BsonScan.int64(bytes, at));
      case DOUBLE -> decimalFree(bytes, at);
      case DECIMAL -> decimal(bytes, at, Numbers.Fit.UNCHANGED);
      case SECONDS -> numbers.integer(Math.floorDiv(BsonScan.int64(bytes, at), 1000L));
      case ISO_DATE -> iso(BsonScan.int64(bytes, at));
      case OBJECT_ID -> objectId(bytes, at);
      case UUID -> uuid(bytes, at, end);
      case STRING_SET, NUMBER_SET, BINARY_SET -> sets.write(hint, bytes, at, end);
      case TEXT, BSON, NUMBER -> NOT_MINE;
    };
  }

  private int decimalFree(byte[] bytes, int at) {
    double value = Double.longBitsToDouble(BsonScan.int64(bytes, at));
    return Numbers.fits(value) ? numbers.plainDouble(value) : NOT_MINE;
  }

  private int decimal(byte[] bytes, int at, Numbers.Fit worst) {
    Decimal128 value = NumberImages.decimal(bytes, at);
    return Numbers.fit(value).compareTo(worst) <= 0 && Numbers.canonical(value)
        ? numbers.plainDecimal(value)
        : NOT_MINE;
  }

  private int number(byte[] bytes, int type, int at) {
    return switch (type) {
      case BsonTypes.INT32 -> numbers.integer(BsonScan.int32(bytes, at));
      case BsonTypes.INT64 -> numbers.integer(BsonScan.int64(bytes, at));
      case BsonTypes.DOUBLE -> decimalFree(bytes, at);
      case BsonTypes.DECIMAL128 -> decimal(bytes, at, Numbers.Fit.NORMALISED);
      default -> NOT_MINE;
    };
  }

  private int iso(long millis) {
    return millis >= YEAR_0 && millis < YEAR_10000
        ? numbers.string(ISO.format(Instant.ofEpochMilli(millis)))
        : NOT_MINE;
  }

  private int objectId(byte[] bytes, int at) {
    out.ascii("{\"S\":\"").hex(bytes, at, 12).ascii("\"}");
    return 24;
  }

  private int uuid(byte[] bytes, int at, int end) {
    return bytes[at + 4] == 4 && end - at - 5 == 16
        ? numbers.string(ScalarText.uuid(bytes, at + 5))
        : NOT_MINE;
  }

  private int bson(byte[] bytes, int type, int at, int end) {
    if (type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY) {
      BsonScan.check(bytes, at, end);
    }
    byte[] typed = new byte[1 + end - at];
    typed[0] = (byte) type;
    System.arraycopy(bytes, at, typed, 1, end - at);
    return writer.binary(typed, 0, typed.length);
  }

  private int text(byte[] bytes, int type, int at, int end) {
    byte[] text = ScalarText.of(bytes, type, at, end).getBytes(StandardCharsets.UTF_8);
    return writer.text(text, 0, text.length);
  }
}
