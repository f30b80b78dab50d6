package dev.banyan.jobs.verify.expect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.Map;

/**
 * Bytes that an item takes (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">AWS</a>).
 */
final class Sizes {

  /** DynamoDB's limit of an item. */
  static final int LIMIT = 400 * 1024;

  private Sizes() {}

  static long of(Map<String, Expected> attributes) {
    long size = 0;
    for (Map.Entry<String, Expected> entry : attributes.entrySet()) {
      size += length(entry.getKey()) + of(entry.getValue());
    }
    return size;
  }

  private static long of(Expected value) {
    if (value instanceof Expected.Text text) {
      return length(text.value());
    } else if (value instanceof Expected.Whole whole) {
      return number(BigDecimal.valueOf(whole.value()));
    } else if (value instanceof Expected.Decimal decimal) {
      return number(decimal.value());
    } else if (value instanceof Expected.Real real) {
      return number(new BigDecimal(Double.toString(real.value())));
    } else if (value instanceof Expected.RealText text) {
      return length(text);
    } else if (value instanceof Expected.Bytes bytes) {
      return bytes.value().length;
    } else if (value instanceof Expected.Bool || value instanceof Expected.Null) {
      return 1;
    } else if (value instanceof Expected.Entries entries) {
      return 3 + entries.values().size() + of(entries.values());
    } else if (value instanceof Expected.Elements elements) {
      return 3 + elements.values().stream().mapToLong(each -> 1 + of(each)).sum();
    } else if (value instanceof Expected.TextSet set) {
      return set.values().stream().mapToLong(Sizes::length).sum();
    } else if (value instanceof Expected.NumberSet set) {
      return set.values().stream().mapToLong(Sizes::of).sum();
    } else if (value instanceof Expected.BytesSet set) {
      return set.values().stream().mapToLong(each -> each.length).sum();
    } else if (value instanceof Expected.Version) {
      return "0000000000.0000000000.00000".length();
    }
    return "legacy".length();
  }

  /** A NaN's payload stands there as {@code 0x} and 16 digits. */
  private static int length(Expected.RealText text) {
    double value = Double.longBitsToDouble(text.bits());
    boolean payload = Double.isNaN(value) && text.bits() != Double.doubleToRawLongBits(Double.NaN);
    return payload ? 18 : Double.toString(value).length();
  }

  private static long number(BigDecimal value) {
    int digits = value.signum() == 0 ? 1 : value.stripTrailingZeros().precision();
    return (digits + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
  }

  static int length(String text) {
    return text.getBytes(UTF_8).length;
  }
}
