package dev.banyan.jobs.verify.expect;

import java.math.BigDecimal;
import java.util.Optional;
import org.bson.types.Decimal128;

/**
 * Which numbers DynamoDB holds (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">data
 * types</a>): 38 digits, 1E-130 to 9.99…E+125 on either side of 0.
 */
final class NumberRules {

  private static final BigDecimal SMALLEST = new BigDecimal("1E-130");
  private static final BigDecimal ABOVE = new BigDecimal("1E+126");

  /** Of a coefficient. */
  private static final int MOST_DIGITS = 34;

  private NumberRules() {}

  static boolean holds(double value) {
    if (value == 0) {
      return 1 / value > 0; // -0 is another value
    }
    return Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126;
  }

  /** The number, if DynamoDB holds its value and the format has but one form of it. */
  static Optional<BigDecimal> value(Decimal128 decimal) {
    if (decimal.isNaN() || decimal.isInfinite() || !isCanonical(decimal)) {
      return Optional.empty();
    }
    BigDecimal value;
    try {
      value = decimal.bigDecimalValue();
    } catch (ArithmeticException e) { // -0
      return Optional.empty();
    }
    return holds(value) ? Optional.of(value) : Optional.empty();
  }

  private static boolean holds(BigDecimal value) {
    BigDecimal size = value.abs();
    return value.signum() == 0
        || (size.stripTrailingZeros().precision() <= 38
            && size.compareTo(SMALLEST) >= 0
            && size.compareTo(ABOVE) < 0);
  }

  /**
   * Whether DynamoDB's form of the value, without trailing zeros and exponent, is this very one.
   */
  static boolean keepsForm(BigDecimal value) {
    if (value.signum() == 0) {
      return value.scale() == 0;
    }
    BigDecimal plain = value.stripTrailingZeros();
    return value.equals(plain.scale() < 0 ? plain.setScale(0) : plain);
  }

  /** The format has many bit patterns for some values; the text stands for one of them. */
  private static boolean isCanonical(Decimal128 decimal) {
    String text = decimal.toString();
    String digits = text.replaceFirst("E.*", "").replaceAll("[^0-9]", "").replaceFirst("^0+", "");
    // The parser of the driver fails over some texts of more digits than any may have.
    return digits.length() <= MOST_DIGITS && decimal.equals(Decimal128.parse(text));
  }

  static String text(Decimal128 decimal) {
    return isCanonical(decimal)
        ? decimal.toString()
        : "0x%016x%016x".formatted(decimal.getHigh(), decimal.getLow());
  }

  /** The bits that an image's text of a double stands for; NaN by its one usual pattern. */
  static long bits(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Double.doubleToRawLongBits(Double.parseDouble(text));
  }
}
