package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.Condition;
import dev.banyan.jobs.mapping.spec.Condition.All;
import dev.banyan.jobs.mapping.spec.Condition.Any;
import dev.banyan.jobs.mapping.spec.Condition.Not;
import dev.banyan.jobs.mapping.spec.Condition.Test;
import dev.banyan.jobs.mapping.spec.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Whether a document is wanted, as {@link Condition} describes it. */
final class Conditions {

  private Conditions() {}

  static boolean hold(Condition condition, Source source) {
    if (condition instanceof All all) {
      return all.conditions().stream().allMatch(each -> hold(each, source));
    }
    if (condition instanceof Any any) {
      return any.conditions().stream().anyMatch(each -> hold(each, source));
    }
    if (condition instanceof Not not) {
      return !hold(not.condition(), source);
    }
    Test test = (Test) condition;
    return holds(test, source.at(test.path()));
  }

  private static boolean holds(Test test, @Nullable Raw value) {
    List<Value.Constant> operands = test.operands();
    Object first = operands.get(0).value();
    return switch (test.operator()) {
      case EXISTS -> (value != null) == Boolean.TRUE.equals(first);
      case EQ -> value != null && equal(value, first);
      case NE -> value == null || !equal(value, first);
      case IN -> value != null && operands.stream().anyMatch(each -> equal(value, each.value()));
      case TYPE -> value != null && value.typeName().equals(first);
      case GT -> ordered(value, first, order -> order > 0);
      case GTE -> ordered(value, first, order -> order >= 0);
      case LT -> ordered(value, first, order -> order < 0);
      case LTE -> ordered(value, first, order -> order <= 0);
    };
  }

  private static boolean equal(Raw value, @Nullable Object operand) {
    if (operand == null) {
      return value.type() == Raw.NULL;
    }
    if (operand instanceof Boolean wanted) {
      return value.type() == Raw.BOOLEAN && value.bool() == wanted;
    }
    if (value.type() == Raw.OBJECT_ID) {
      return value.hex().equals(operand);
    }
    return ordered(value, operand, order -> order == 0);
  }

  private static boolean ordered(
      @Nullable Raw value, @Nullable Object operand, IntPredicate wanted) {
    Integer order = compare(value, operand);
    return order != null && wanted.test(order);
  }

  /** Null if the two have no order. */
  private static @Nullable Integer compare(@Nullable Raw value, @Nullable Object operand) {
    if (value == null || operand == null) {
      return null;
    }
    if (operand instanceof String text) {
      return switch (value.type()) {
        case Raw.STRING -> text(value).compareTo(text);
        case Raw.DATE -> date(value.int64(), text);
        default -> null;
      };
    }
    BigDecimal number = number(value);
    BigDecimal wanted =
        operand instanceof Long || operand instanceof BigDecimal
            ? new BigDecimal(operand.toString())
            : null;
    if (wanted == null) {
      return null;
    }
    return number == null ? beyond(value) : Integer.valueOf(number.compareTo(wanted));
  }

  /** Infinity is above all numbers, its negative below. */
  private static @Nullable Integer beyond(Raw value) {
    String text =
        switch (value.type()) {
          case Raw.DOUBLE -> Double.toString(value.float64());
          case Raw.DECIMAL -> value.decimal().toString();
          default -> "";
        };
    return switch (text) {
      case "Infinity" -> 1;
      case "-Infinity" -> -1;
      default -> null;
    };
  }

  private static String text(Raw value) {
    String text = value.string();
    if (text == null) {
      throw new Refusal("not valid UTF-8, and a condition needs it");
    }
    return text;
  }

  private static @Nullable Integer date(long millis, String text) {
    try {
      Instant wanted = Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text);
      return Instant.ofEpochMilli(millis).compareTo(wanted);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable BigDecimal number(Raw value) {
    try {
      return switch (value.type()) {
        case Raw.INT32 -> BigDecimal.valueOf(value.int32());
        case Raw.INT64 -> BigDecimal.valueOf(value.int64());
        case Raw.DOUBLE -> new BigDecimal(value.float64());
        case Raw.DECIMAL ->
            value.decimal().isNaN() || value.decimal().isInfinite()
                ? null
                : value.decimal().bigDecimalValue();
        default -> null;
      };
    } catch (NumberFormatException e) { // NaN or infinite
      return null;
    } catch (ArithmeticException e) { // -0 as a decimal
      return BigDecimal.ZERO;
    }
  }
}
