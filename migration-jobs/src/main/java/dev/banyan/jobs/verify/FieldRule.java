package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.Finding.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A field of the document and the attribute that must say the same.
 *
 * @param field of the document
 * @param attribute of the item
 */
record FieldRule(String field, String attribute) {

  /** As every text of an instant has it: three decimals and a Z. */
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** What differs, if anything does; the path is the attribute's name. */
  Optional<Path> compare(BsonDocument document, Map<String, AttributeValue> item) {
    String expected = text(document.get(field));
    String found = text(item.get(attribute));
    return Objects.equals(expected, found)
        ? Optional.empty()
        : Optional.of(new Path(attribute, expected, found));
  }

  private static @Nullable String text(@Nullable BsonValue value) {
    if (value == null) {
      return null;
    }
    return switch (value.getBsonType()) {
      case STRING -> value.asString().getValue();
      case DATE_TIME -> ISO_MILLIS.format(Instant.ofEpochMilli(value.asDateTime().getValue()));
      case OBJECT_ID -> value.asObjectId().getValue().toHexString();
      default -> value.getBsonType() + " " + value; // no text attribute says this
    };
  }

  private static @Nullable String text(@Nullable AttributeValue value) {
    if (value == null) {
      return null;
    }
    return value.type() == AttributeValue.Type.S ? value.s() : value.type() + " " + value;
  }
}
