package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.bson.Decimal128;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of all types by their exact value: the base compares a long with a double by rounding.
 * Not-a-number stands before all others. See <a
 * href="https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#numeric-types">Numeric
 * Types</a>.
 */
public final class NumberOrder {

  private static final long SPECIAL = 0x7c00000000000000L;
  private static final long INFINITE = 0x7800000000000000L;

  private NumberOrder() {}

  static int compare(Number left, Number right) {
    if (isWhole(left) && isWhole(right)) {
      return Long.compare(left.longValue(), right.longValue());
    }
    boolean leftIsNaN = isNotANumber(left);
    boolean rightIsNaN = isNotANumber(right);
    if (leftIsNaN || rightIsNaN) {
      return Boolean.compare(rightIsNaN, leftIsNaN);
    }
    int leftEnd = infinity(left);
    int rightEnd = infinity(right);
    return leftEnd != 0 || rightEnd != 0
        ? Integer.compare(leftEnd, rightEnd)
        : exact(left).compareTo(exact(right));
  }

  private static boolean isWhole(Number number) {
    return number instanceof Integer || number instanceof Long;
  }

  private static int infinity(Number number) {
    boolean infinite =
        number instanceof Decimal128 decimal
            ? (decimal.getHigh() & SPECIAL) == INFINITE
            : Double.isInfinite(number.doubleValue());
    if (!infinite) {
      return 0;
    }
    return number.doubleValue() > 0 ? 1 : -1;
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof Decimal128 decimal) {
      return decimal.equals(Decimal128.NEGATIVE_ZERO) ? BigDecimal.ZERO : decimal.toBigDecimal();
    }
    return isWhole(number)
        ? BigDecimal.valueOf(number.longValue())
        : new BigDecimal(number.doubleValue());
  }

  public static boolean isNotANumber(@Nullable Object value) {
    return (value instanceof Double number && number.isNaN())
        || (value instanceof Decimal128 decimal && Double.isNaN(decimal.doubleValue()));
  }
}
