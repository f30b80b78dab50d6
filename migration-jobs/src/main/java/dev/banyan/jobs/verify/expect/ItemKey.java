package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.verify.found.Found;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item's key, in one form for each key: text as it is, numbers by value, binary in base 64.
 *
 * @param sort null if the table has no sort key
 */
public record ItemKey(String partition, @Nullable String sort) {

  /** The key of an item; empty if it has none of the table's form. */
  public static Optional<ItemKey> of(TableSpec table, Map<String, Found> item) {
    String partition = text(table.partition(), item.get(table.partition().name()));
    KeyAttribute sortKey = table.sort();
    String sort = sortKey == null ? null : text(sortKey, item.get(sortKey.name()));
    return partition == null || (sortKey != null && sort == null)
        ? Optional.empty()
        : Optional.of(new ItemKey(partition, sort));
  }

  private static @Nullable String text(KeyAttribute key, @Nullable Found value) {
    return switch (key.type()) {
      case 'S' -> value instanceof Found.Text text ? text.value() : null;
      case 'N' -> value instanceof Found.Numeric number ? number(number.digits()) : null;
      default -> value instanceof Found.Bytes bytes ? base64(bytes.value()) : null;
    };
  }

  static String number(String digits) {
    return new BigDecimal(digits).stripTrailingZeros().toPlainString();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** As a request needs it. */
  public Map<String, AttributeValue> attributes(TableSpec table) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.put(table.partition().name(), value(table.partition(), partition));
    if (table.sort() != null && sort != null) {
      attributes.put(table.sort().name(), value(table.sort(), sort));
    }
    return attributes;
  }

  private static AttributeValue value(KeyAttribute key, String text) {
    return switch (key.type()) {
      case 'S' -> AttributeValue.fromS(text);
      case 'N' -> AttributeValue.fromN(text);
      default ->
          AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text)));
    };
  }

  @Override
  public String toString() {
    return sort == null ? partition : partition + "/" + sort;
  }
}
