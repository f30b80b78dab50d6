package dev.banyan.jobs.mapping;

import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/** Typed fields of a document. All throw {@link IllegalArgumentException} with name and type. */
final class Fields {

  private Fields() {}

  /** A string that is not empty, because it may become a key. */
  static String text(BsonDocument document, String name) {
    String text = field(document, name, BsonType.STRING).asString().getValue();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
    return text;
  }

  static String textOrEmpty(BsonDocument document, String name) {
    return field(document, name, BsonType.STRING).asString().getValue();
  }

  static Instant date(BsonDocument document, String name) {
    return Instant.ofEpochMilli(field(document, name, BsonType.DATE_TIME).asDateTime().getValue());
  }

  static String objectId(BsonDocument document, String name) {
    return field(document, name, BsonType.OBJECT_ID).asObjectId().getValue().toHexString();
  }

  private static BsonValue field(BsonDocument document, String name, BsonType type) {
    BsonValue value = document.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    if (value.getBsonType() != type) {
      throw new IllegalArgumentException(
          name + " must be of type " + type + ", was " + value.getBsonType());
    }
    return value;
  }
}
