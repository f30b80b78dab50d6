package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** AWS's page on item sizes, written a second time from the values. */
final class ItemSize {

  private ItemSize() {}

  static int of(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .mapToInt(e -> e.getKey().getBytes(UTF_8).length + of(e.getValue()))
        .sum();
  }

  private static int of(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s().getBytes(UTF_8).length;
      case N -> number(value.n());
      case B -> value.b().asByteArray().length;
      case BOOL, NUL -> 1;
      case M -> 3 + value.m().size() + of(value.m());
      case L -> 3 + value.l().stream().mapToInt(each -> 1 + of(each)).sum();
      case SS -> value.ss().stream().mapToInt(each -> each.getBytes(UTF_8).length).sum();
      case NS -> value.ns().stream().mapToInt(ItemSize::number).sum();
      case BS -> value.bs().stream().mapToInt(each -> each.asByteArray().length).sum();
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private static int number(String text) {
    BigDecimal value = new BigDecimal(text);
    int digits = value.signum() == 0 ? 1 : value.stripTrailingZeros().precision();
    return (digits + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
  }
}
