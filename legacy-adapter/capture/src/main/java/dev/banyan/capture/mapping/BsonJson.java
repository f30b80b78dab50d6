package dev.banyan.capture.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.types.Decimal128;

/**
 * BSON values as JSON: dates as ISO-8601 with milliseconds, object ids as hex, binary as base64, a
 * UUID as its text. What JSON cannot hold exactly is refused, never changed.
 */
public final class BsonJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private BsonJson() {}

  /** Thrown for a value without an exact image in JSON. */
  static final class NoImage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoImage(String message) {
      super(message, null, false, false);
    }
  }

  /** The image of a value. */
  public static JsonNode toJson(BsonValue value) {
    return switch (value.getBsonType()) {
      case STRING -> JSON.textNode(value.asString().getValue());
      case OBJECT_ID -> JSON.textNode(value.asObjectId().getValue().toHexString());
      case DATE_TIME -> JSON.textNode(iso(value.asDateTime().getValue()));
      case BOOLEAN -> JSON.booleanNode(value.asBoolean().getValue());
      case INT32 -> JSON.numberNode(value.asInt32().getValue());
      case INT64 -> JSON.numberNode(value.asInt64().getValue());
      case DOUBLE -> number(value.asDouble().getValue());
      case DECIMAL128 -> number(value.asDecimal128().getValue());
      case NULL, UNDEFINED -> JSON.nullNode();
      case BINARY -> JSON.textNode(text(value.asBinary()));
      case ARRAY -> array(value.asArray());
      case DOCUMENT -> object(value.asDocument());
      default -> throw new NoImage("BSON type " + value.getBsonType() + " has no image in JSON");
    };
  }

  /** The text of a key part; empty if the value cannot be part of a key. */
  public static Optional<String> toText(BsonValue value) {
    return switch (value.getBsonType()) {
      case STRING -> Optional.of(value.asString().getValue()).filter(text -> !text.isBlank());
      case OBJECT_ID -> Optional.of(value.asObjectId().getValue().toHexString());
      case INT32 -> Optional.of(Integer.toString(value.asInt32().getValue()));
      case INT64 -> Optional.of(Long.toString(value.asInt64().getValue()));
      case BINARY -> Optional.of(text(value.asBinary()));
      case DATE_TIME -> Optional.of(iso(value.asDateTime().getValue()));
      default -> Optional.empty();
    };
  }

  private static String iso(long millis) {
    return ISO_MILLIS.format(Instant.ofEpochMilli(millis));
  }

  private static JsonNode number(double value) {
    if (!Double.isFinite(value)) {
      throw new NoImage("the number " + value + " has no image in JSON");
    }
    return JSON.numberNode(value);
  }

  private static JsonNode number(Decimal128 value) {
    if (!value.isFinite() || (value.isNegative() && isZero(value))) {
      throw new NoImage("the number " + value + " has no image in JSON");
    }
    return JSON.numberNode(value.bigDecimalValue());
  }

  private static boolean isZero(Decimal128 value) {
    return value.compareTo(Decimal128.NEGATIVE_ZERO) == 0
        || value.compareTo(Decimal128.POSITIVE_ZERO) == 0;
  }

  private static String text(BsonBinary binary) {
    return binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()
        ? binary.asUuid().toString()
        : Base64.getEncoder().encodeToString(binary.getData());
  }

  private static ArrayNode array(BsonArray values) {
    ArrayNode array = JSON.arrayNode(values.size());
    values.forEach(value -> array.add(toJson(value)));
    return array;
  }

  private static ObjectNode object(BsonDocument document) {
    ObjectNode object = JSON.objectNode();
    document.forEach((name, value) -> object.set(name, toJson(value)));
    return object;
  }
}
