package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.ScalarText;
import dev.banyan.jobs.mapping.spec.Condition.Operator;
import dev.banyan.jobs.mapping.spec.Condition.Test;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalInt;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Tests one value. */
record ValueTest(Test test, int slot) implements Filter {

  @Override
  public boolean wants(Slots slots) {
    Operator operator = test.operator();
    if (operator == Operator.EXISTS) {
      return slots.has(slot) == Boolean.TRUE.equals(first());
    }
    if (operator == Operator.NE) {
      return !slots.has(slot) || !equal(slots, first());
    }
    if (!slots.has(slot)) {
      return false;
    }
    return switch (operator) {
      case EQ -> equal(slots, first());
      case IN -> test.operands().stream().anyMatch(operand -> equal(slots, operand.value()));
      case TYPE -> BsonTypes.name(slots.type(slot)).equals(first());
      case GT -> ordered(slots).stream().anyMatch(order -> order > 0);
      case GTE -> ordered(slots).stream().anyMatch(order -> order >= 0);
      case LT -> ordered(slots).stream().anyMatch(order -> order < 0);
      case LTE -> ordered(slots).stream().anyMatch(order -> order <= 0);
      case NE, EXISTS -> throw new IllegalStateException("answered above");
    };
  }

  private @Nullable Object first() {
    return test.operands().get(0).value();
  }

  private boolean equal(Slots slots, @Nullable Object operand) {
    int type = slots.type(slot);
    if (operand == null) {
      return type == BsonTypes.NULL;
    }
    if (operand instanceof Boolean wanted) {
      return type == BsonTypes.BOOLEAN && (slots.bytes(slot)[slots.start(slot)] == 1) == wanted;
    }
    if (type == BsonTypes.OBJECT_ID) {
      return ScalarText.of(slots.bytes(slot), type, slots.start(slot), slots.end(slot))
          .equals(operand);
    }
    OptionalInt order = compare(slots, operand);
    return order.isPresent() && order.getAsInt() == 0;
  }

  private OptionalInt ordered(Slots slots) {
    Object operand = first();
    return operand == null ? OptionalInt.empty() : compare(slots, operand);
  }

  /** Empty if the two cannot be compared. */
  private OptionalInt compare(Slots slots, Object operand) {
    byte[] bytes = slots.bytes(slot);
    int type = slots.type(slot);
    int at = slots.start(slot);
    if (type == BsonTypes.STRING && operand instanceof String text) {
      return OptionalInt.of(ScalarText.of(bytes, type, at, slots.end(slot)).compareTo(text));
    }
    if (type == BsonTypes.DATE && operand instanceof String text) {
      return date(BsonScan.int64(bytes, at), text);
    }
    int infinite = infinite(bytes, type, at);
    BigDecimal number = number(bytes, type, at);
    BigDecimal wanted =
        operand instanceof Long whole
            ? BigDecimal.valueOf(whole)
            : operand instanceof BigDecimal decimal ? decimal : null;
    if (wanted == null || (infinite == 0 && number == null)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(number == null ? infinite : number.compareTo(wanted));
  }

  /** 1 or -1 for what is above or below all numbers of a mapping file, 0 for all other values. */
  private static int infinite(byte[] bytes, int type, int at) {
    if (type == BsonTypes.DOUBLE) {
      double value = Double.longBitsToDouble(BsonScan.int64(bytes, at));
      return Double.isInfinite(value) ? (int) Math.signum(value) : 0;
    }
    if (type != BsonTypes.DECIMAL128) {
      return 0;
    }
    Decimal128 value =
        Decimal128.fromIEEE754BIDEncoding(BsonScan.int64(bytes, at + 8), BsonScan.int64(bytes, at));
    boolean infinite = value.isInfinite() && !value.isNaN(); // the driver calls NaN both
    return !infinite ? 0 : value.isNegative() ? -1 : 1;
  }

  private static OptionalInt date(long millis, String text) {
    try {
      String instant = text.length() == 10 ? text + "T00:00:00Z" : text;
      return OptionalInt.of(Instant.ofEpochMilli(millis).compareTo(Instant.parse(instant)));
    } catch (DateTimeException e) {
      return OptionalInt.empty();
    }
  }

  private static @Nullable BigDecimal number(byte[] bytes, int type, int at) {
    return switch (type) {
      case BsonTypes.INT32 -> BigDecimal.valueOf(BsonScan.int32(bytes, at));
      case BsonTypes.INT64 -> BigDecimal.valueOf(BsonScan.int64(bytes, at));
      case BsonTypes.DOUBLE -> finite(Double.longBitsToDouble(BsonScan.int64(bytes, at)));
      case BsonTypes.DECIMAL128 ->
          decimal(
              Decimal128.fromIEEE754BIDEncoding(
                  BsonScan.int64(bytes, at + 8), BsonScan.int64(bytes, at)));
      default -> null;
    };
  }

  private static @Nullable BigDecimal finite(double value) {
    return Double.isNaN(value) || Double.isInfinite(value) ? null : new BigDecimal(value);
  }

  private static @Nullable BigDecimal decimal(Decimal128 value) {
    if (value.isNaN() || value.isInfinite()) {
      return null;
    }
    try {
      return value.bigDecimalValue();
    } catch (ArithmeticException e) { // -0, which has no BigDecimal
      return BigDecimal.ZERO;
    }
  }
}
