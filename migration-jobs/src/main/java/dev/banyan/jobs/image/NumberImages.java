package dev.banyan.jobs.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.bson.types.Decimal128;

/** Images of numbers and dates, without a {@code BigDecimal} wherever 64 bits do. */
final class NumberImages {

  private static final byte[] NUMBER = "{\"N\":\"".getBytes(US_ASCII);
  private static final byte[] STRING = "{\"S\":\"".getBytes(US_ASCII);
  private static final byte[] CLOSE = "\"}".getBytes(US_ASCII);
  private static final byte[] CLOSE_TAG = "\"}}}".getBytes(US_ASCII);

  /** Largest integer below which every one is a double. */
  private static final double EXACT = 1L << 53;

  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000};

  private final JsonBuffer out;

  NumberImages(JsonBuffer out) {
    this.out = out;
  }

  int integer(long value) {
    out.raw(NUMBER);
    int size = digits(value);
    out.raw(CLOSE);
    return size;
  }

  int taggedInt(int value) {
    return tagged(Tag.INT32, value);
  }

  int taggedLong(long value) {
    return tagged(Tag.INT64, value);
  }

  int date(long millis) {
    return tagged(Tag.DATE, millis);
  }

  private int tagged(Tag tag, long value) {
    out.raw(tag.open()).raw(NUMBER);
    int size = digits(value);
    out.raw(CLOSE_TAG);
    return tag.size() + size;
  }

  private int digits(long value) {
    int digits = out.digits(value);
    long rest = value;
    while (digits > 1 && rest % 10 == 0) {
      rest /= 10;
      digits--;
    }
    return Numbers.size(digits, value < 0);
  }

  int taggedDouble(long bits) {
    double value = Double.longBitsToDouble(bits);
    out.raw(Tag.DOUBLE.open());
    int size = Numbers.fits(value) ? plainDouble(value) : string(Numbers.text(bits));
    out.raw('}').raw('}');
    return Tag.DOUBLE.size() + size;
  }

  /** A double that is a DynamoDB number. */
  int plainDouble(double value) {
    out.raw(NUMBER);
    int start = out.position();
    if (!shortForm(value)) {
      out.ascii(Numbers.shortest(value));
    }
    int size = Numbers.size(out.array(), start, out.position());
    out.raw(CLOSE);
    return size;
  }

  /**
   * Writes doubles of up to four decimals from an integer. It is exact: an integer below 2^53 and a
   * power of ten below 10^22 are doubles, and IEEE 754 rounds their quotient correctly, so if the
   * quotient is the value, then the text is one of the texts that are read as the value.
   */
  private boolean shortForm(double value) {
    for (int decimals = 0; decimals < POWERS.length; decimals++) {
      double scaled = Math.rint(value * POWERS[decimals]);
      if (Math.abs(scaled) >= EXACT) {
        return false;
      }
      if (scaled / POWERS[decimals] == value) {
        fixed((long) scaled, decimals);
        return true;
      }
    }
    return false;
  }

  private void fixed(long scaled, int decimals) {
    if (decimals == 0) {
      out.digits(scaled);
      return;
    }
    long power = (long) POWERS[decimals];
    long magnitude = Math.abs(scaled);
    if (scaled < 0) {
      out.raw('-');
    }
    out.digits(magnitude / power);
    out.raw('.');
    for (long digit = power / 10, rest = magnitude % power; digit > 0; digit /= 10) {
      out.raw((char) ('0' + rest / digit % 10));
    }
  }

  int taggedDecimal(byte[] bytes, int at) {
    out.raw(Tag.DECIMAL.open());
    int size = string(Numbers.text(decimal(bytes, at)));
    out.raw('}').raw('}');
    return Tag.DECIMAL.size() + size;
  }

  /** A decimal that is a DynamoDB number. */
  int plainDecimal(Decimal128 value) {
    out.raw(NUMBER);
    int start = out.position();
    out.ascii(value.toString());
    int size = Numbers.size(out.array(), start, out.position());
    out.raw(CLOSE);
    return size;
  }

  static Decimal128 decimal(byte[] bytes, int at) {
    return Decimal128.fromIEEE754BIDEncoding(
        BsonScan.int64(bytes, at + 8), BsonScan.int64(bytes, at));
  }

  /** Text of ASCII that needs no escape. */
  int string(String text) {
    out.raw(STRING).ascii(text).raw(CLOSE);
    return text.length();
  }
}
