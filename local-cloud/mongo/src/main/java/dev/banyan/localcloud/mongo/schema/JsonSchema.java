package dev.banyan.localcloud.mongo.schema;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The common keywords of MongoDB's JSON schema; one that is not known is refused when the rule is
 * made. See <a
 * href="https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/">$jsonSchema</a>.
 */
record JsonSchema(Document rules) {

  private static final int NOT_IMPLEMENTED = 238;
  private static final Set<String> KNOWN =
      Set.of(
          "bsonType",
          "type",
          "required",
          "properties",
          "additionalProperties",
          "enum",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "pattern",
          "items",
          "minItems",
          "maxItems",
          "title",
          "description");
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("double", Double.class),
          Map.entry("string", String.class),
          Map.entry("object", Document.class),
          Map.entry("array", Collection.class),
          Map.entry("objectId", ObjectId.class),
          Map.entry("bool", Boolean.class),
          Map.entry("boolean", Boolean.class),
          Map.entry("date", Instant.class),
          Map.entry("int", Integer.class),
          Map.entry("long", Long.class),
          Map.entry("timestamp", BsonTimestamp.class),
          Map.entry("decimal", Decimal128.class),
          Map.entry("number", Number.class));

  static JsonSchema of(Document rules) {
    for (String keyword : rules.keySet()) {
      if (!KNOWN.contains(keyword)) {
        throw refused("keyword " + keyword);
      }
    }
    for (Object type : types(rules)) {
      if (!TYPES.containsKey(type) && !"null".equals(type) && !"binData".equals(type)) {
        throw refused("type " + type);
      }
    }
    Fields.document(rules, "properties").values().forEach(rule -> of((Document) rule));
    if (rules.get("items") instanceof Document items) {
      of(items);
    }
    return new JsonSchema(rules);
  }

  private static MongoServerError refused(String what) {
    return new MongoServerError(
        NOT_IMPLEMENTED,
        "NotImplemented",
        "The embedded MongoDB's $jsonSchema does not know the " + what + "; it knows " + KNOWN);
  }

  private static List<?> types(Document rules) {
    Object type = rules.getOrDefault("bsonType", rules.get("type"));
    return type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
  }

  boolean holds(@Nullable Object value) {
    List<?> types = types(rules);
    return (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value)))
        && (!rules.containsKey("enum") || Fields.list(rules, "enum").contains(value))
        && (!(value instanceof Number number)
            || inRange(number.doubleValue(), "minimum", "maximum"))
        && (!(value instanceof String text) || textHolds(text))
        && (!(value instanceof Collection<?> array) || arrayHolds(array))
        && (!(value instanceof Document document) || documentHolds(document));
  }

  private static boolean isOf(Object type, @Nullable Object value) {
    if (value == null) {
      return "null".equals(type);
    }
    if ("binData".equals(type)) {
      return value instanceof BinData || value instanceof UUID;
    }
    Class<?> expected = TYPES.get(type);
    return expected != null && expected.isInstance(value);
  }

  private boolean inRange(double value, String least, String most) {
    return (!(rules.get(least) instanceof Number minimum) || value >= minimum.doubleValue())
        && (!(rules.get(most) instanceof Number maximum) || value <= maximum.doubleValue());
  }

  private boolean textHolds(String text) {
    return inRange(text.codePointCount(0, text.length()), "minLength", "maxLength")
        && (!(rules.get("pattern") instanceof String pattern)
            || Pattern.compile(pattern).matcher(text).find());
  }

  private boolean arrayHolds(Collection<?> array) {
    return inRange(array.size(), "minItems", "maxItems")
        && (!(rules.get("items") instanceof Document items)
            || array.stream().allMatch(new JsonSchema(items)::holds));
  }

  private boolean documentHolds(Document document) {
    Document properties = Fields.document(rules, "properties");
    boolean closed = Boolean.FALSE.equals(rules.get("additionalProperties"));
    return Fields.list(rules, "required").stream().allMatch(document::containsKey)
        && document.entrySet().stream()
            .allMatch(
                field ->
                    properties.get(field.getKey()) instanceof Document rule
                        ? new JsonSchema(rule).holds(field.getValue())
                        : !closed);
  }
}
