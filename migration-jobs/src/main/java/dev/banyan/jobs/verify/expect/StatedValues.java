package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Values that Java states, as what an item must have. */
final class StatedValues {

  private StatedValues() {}

  static Expected of(AttributeValue value) {
    return switch (value.type()) {
      case S -> new Expected.Text(value.s());
      case N -> number(value.n());
      case B -> new Expected.Bytes(value.b().asByteArray());
      case BOOL -> new Expected.Bool(value.bool());
      case NUL -> new Expected.Null();
      case M -> new Expected.Entries(entries(value.m()));
      case L -> new Expected.Elements(value.l().stream().map(StatedValues::of).toList());
      case SS -> new Expected.TextSet(Set.copyOf(value.ss()));
      case NS -> new Expected.NumberSet(value.ns().stream().map(StatedValues::number).toList());
      case BS -> new Expected.BytesSet(value.bs().stream().map(SdkBytes::asByteArray).toList());
      default -> throw new Refusal("a value without a type: " + value);
    };
  }

  private static Expected number(String digits) {
    try {
      return new Expected.Decimal(new BigDecimal(digits));
    } catch (NumberFormatException e) {
      throw new Refusal("'" + digits + "' is no number");
    }
  }

  private static Map<String, Expected> entries(Map<String, AttributeValue> values) {
    Map<String, Expected> entries = new LinkedHashMap<>();
    values.forEach((name, value) -> entries.put(name, of(value)));
    return entries;
  }

  /**
   * The key of an item.
   *
   * @throws Refusal if it has none of the table's form
   */
  static ItemKey key(TableSpec table, Map<String, AttributeValue> attributes) {
    KeyAttribute sort = table.sort();
    return new ItemKey(
        part(table, table.partition(), attributes),
        sort == null ? null : part(table, sort, attributes));
  }

  private static String part(
      TableSpec table, KeyAttribute key, Map<String, AttributeValue> attributes) {
    @Nullable AttributeValue value = attributes.get(key.name());
    if (value == null || !value.type().name().equals(String.valueOf(key.type()))) {
      throw new Refusal(
          "an item of table %s without its key %s of type %s"
              .formatted(table.name(), key.name(), key.type()));
    }
    return switch (key.type()) {
      case 'S' -> value.s();
      case 'N' -> ItemKey.number(value.n());
      default -> ItemKey.base64(value.b().asByteArray());
    };
  }
}
