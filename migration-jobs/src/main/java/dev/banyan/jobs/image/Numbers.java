package dev.banyan.jobs.image;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.bson.types.Decimal128;

/**
 * Which numbers DynamoDB holds, and what they weigh: up to 38 digits, from 1E-130 to 9.99…E+125 on
 * either side of 0; no NaN, no infinity, no −0 (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">data
 * types</a>).
 */
public final class Numbers {

  private static final double SMALLEST = 1e-130;
  private static final double ABOVE = 1e126;
  private static final int SMALLEST_EXPONENT = -130;
  private static final int LARGEST_EXPONENT = 125;
  private static final int MOST_DIGITS = 38;

  /** With so many every double is read as itself again. */
  private static final int ENOUGH_DIGITS = 17;

  private static final long NAN = 0x7c00_0000_0000_0000L;
  private static final long INFINITY = 0x7800_0000_0000_0000L;

  /** Set in finite decimals whose coefficient would be above 34 digits. */
  private static final long TWO_BITS = 0x6000_0000_0000_0000L;

  private static final long COEFFICIENT = 0x0001_ffff_ffff_ffffL;

  /** 10^34 - 1, the largest coefficient. */
  private static final long MOST_HIGH = 0x0001_ed09_bead_87c0L;

  private static final long MOST_LOW = 0x378d_8e63_ffff_ffffL;

  private Numbers() {}

  /** How a decimal fares as a DynamoDB number. */
  public enum Fit {
    /** It comes back with the same digits and exponent. */
    UNCHANGED,
    /** Its value comes back, its trailing zeros or its exponent's form do not. */
    NORMALISED,
    NEGATIVE_ZERO,
    OUT_OF_RANGE,
    NOT_A_NUMBER
  }

  /** How a decimal would fare. */
  public static Fit fit(Decimal128 decimal) {
    if (decimal.isNaN() || decimal.isInfinite()) {
      return Fit.NOT_A_NUMBER;
    }
    if (decimal.isNegative() && isZero(decimal)) {
      return Fit.NEGATIVE_ZERO;
    }
    BigDecimal value = decimal.bigDecimalValue();
    if (!inRange(value)) {
      return Fit.OUT_OF_RANGE;
    }
    BigDecimal back = normalised(value);
    return back.unscaledValue().equals(value.unscaledValue()) && back.scale() == value.scale()
        ? Fit.UNCHANGED
        : Fit.NORMALISED;
  }

  private static boolean isZero(Decimal128 decimal) {
    // bigDecimalValue() throws for -0. What is above 34 digits is not canonical and means 0.
    String text = decimal.toString();
    for (int i = 0; i < text.length() && text.charAt(i) != 'E'; i++) {
      if (text.charAt(i) >= '1' && text.charAt(i) <= '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether DynamoDB holds the value. */
  public static boolean inRange(BigDecimal value) {
    if (value.signum() == 0) {
      return true;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    return stripped.precision() <= MOST_DIGITS
        && exponent >= SMALLEST_EXPONENT
        && exponent <= LARGEST_EXPONENT;
  }

  /** The form in which a number is read: no trailing zeros, and no exponent above 0. */
  static BigDecimal normalised(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** Whether a double is a DynamoDB number. */
  public static boolean fits(double value) {
    double magnitude = Math.abs(value);
    return value == 0
        ? Double.doubleToRawLongBits(value) == 0
        : magnitude >= SMALLEST && magnitude < ABOVE;
  }

  /**
   * The digits of a double: a text that is read as the same double, of 17 digits at most. {@code
   * Double.toString} gives 18 for some before Java 19 (<a
   * href="https://bugs.openjdk.org/browse/JDK-4511638">JDK-4511638</a>).
   */
  static String shortest(double value) {
    String text = Double.toString(value);
    if (text.length() <= ENOUGH_DIGITS + 1) { // and a point
      return text;
    }
    BigDecimal decimal = new BigDecimal(text);
    return decimal.precision() <= ENOUGH_DIGITS
        ? text
        : new BigDecimal(value).round(new MathContext(ENOUGH_DIGITS)).toString();
  }

  /** The text of a double that is no DynamoDB number. NaNs with a payload keep their bits. */
  static String text(long bits) {
    double value = Double.longBitsToDouble(bits);
    boolean plainNan = bits == Double.doubleToRawLongBits(Double.NaN);
    return Double.isNaN(value) && !plainNan
        ? "0x" + String.format(Locale.ROOT, "%016x", bits)
        : Double.isFinite(value) ? shortest(value) : Double.toString(value);
  }

  /**
   * Whether the decimal's text gives the same bits back; the format has several for some values:
   * coefficients above 34 digits, which mean 0, and NaNs and infinities with other bits set. By the
   * bits, because the driver's parser fails over some of these texts.
   */
  static boolean canonical(Decimal128 decimal) {
    long high = decimal.getHigh();
    long low = decimal.getLow();
    if (decimal.isNaN()) {
      return high == NAN && low == 0;
    } else if (decimal.isInfinite()) {
      return (high & Long.MAX_VALUE) == INFINITY && low == 0;
    }
    long coefficient = high & COEFFICIENT;
    return (high & TWO_BITS) != TWO_BITS
        && (coefficient < MOST_HIGH
            || (coefficient == MOST_HIGH && Long.compareUnsigned(low, MOST_LOW) <= 0));
  }

  /** The text of a decimal; its 32 hexadecimal digits if the text would give another one back. */
  static String text(Decimal128 decimal) {
    return canonical(decimal)
        ? decimal.toString()
        : "0x" + String.format(Locale.ROOT, "%016x%016x", decimal.getHigh(), decimal.getLow());
  }

  /**
   * Bytes that a number takes in DynamoDB: one per two significant digits, and one; one more if it
   * is negative. <a
   * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">AWS</a>
   * calls it approximate and leaves out the sign; the larger count is taken.
   */
  static int size(int digits, boolean negative) {
    return (digits + 1) / 2 + 1 + (negative ? 1 : 0);
  }

  /** Size of the number in this text, as it stands in JSON. */
  static int size(byte[] bytes, int from, int to) {
    int first = -1;
    int last = -1;
    int digits = 0;
    for (int at = from; at < to && bytes[at] != 'E'; at++) {
      int digit = bytes[at];
      if (digit >= '0' && digit <= '9') {
        if (digit != '0') {
          first = first < 0 ? digits : first;
          last = digits;
        }
        digits++;
      }
    }
    return size(first < 0 ? 1 : last - first + 1, bytes[from] == '-');
  }
}
