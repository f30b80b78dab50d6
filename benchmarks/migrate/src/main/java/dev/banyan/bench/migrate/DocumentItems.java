package dev.banyan.bench.migrate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Documents as the SDK's values: what people write by hand, and the peers' mapping. */
final class DocumentItems {

  static final String VERSION = "1800000000.0000000001.00000";

  private DocumentItems() {}

  static Map<String, AttributeValue> of(Document document) {
    Map<String, AttributeValue> item = new HashMap<>();
    document.forEach((name, value) -> item.put(name.equals("_id") ? "pk" : name, of(value)));
    item.put("v", AttributeValue.fromS(VERSION));
    item.put("origin", AttributeValue.fromS("legacy"));
    return item;
  }

  private static AttributeValue of(@Nullable Object value) {
    if (value == null) {
      return AttributeValue.fromNul(true);
    } else if (value instanceof String text) {
      return AttributeValue.fromS(text);
    } else if (value instanceof Number number) {
      return AttributeValue.fromN(number.toString());
    } else if (value instanceof Boolean flag) {
      return AttributeValue.fromBool(flag);
    } else if (value instanceof Date date) {
      return AttributeValue.fromS(Instant.ofEpochMilli(date.getTime()).toString());
    } else if (value instanceof List<?> list) {
      return list(list);
    } else if (value instanceof Document nested) {
      return map(nested);
    }
    throw new IllegalArgumentException("no image for " + value.getClass());
  }

  private static AttributeValue list(List<?> values) {
    List<AttributeValue> list = new ArrayList<>();
    values.forEach(value -> list.add(of(value)));
    return AttributeValue.fromL(list);
  }

  private static AttributeValue map(Document document) {
    Map<String, AttributeValue> map = new HashMap<>();
    document.forEach((name, value) -> map.put(name, of(value)));
    return AttributeValue.fromM(map);
  }
}
