package dev.banyan.jobs.range;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * The {@code _id} of a document, the same as another where MongoDB has one document for both. The
 * driver's values are not: {@code {a: 1, b: 2}} equals {@code {b: 2, a: 1}} there, which are two
 * documents of a collection.
 */
public final class DocumentId {

  private final BsonValue value;
  private int hash;

  private DocumentId(BsonValue value) {
    this.value = value;
  }

  /**
   * The {@code _id} of a document.
   *
   * @throws IllegalArgumentException if there is none, which no document of a collection can be
   */
  public static DocumentId of(BsonDocument document) {
    BsonValue id = document.get("_id");
    if (id == null) {
      throw new IllegalArgumentException("a document without _id: " + document.keySet());
    }
    return new DocumentId(id);
  }

  /** What a document has, or a query says. */
  public static DocumentId ofValue(BsonValue value) {
    return new DocumentId(value);
  }

  /** For MongoDB. */
  public BsonValue value() {
    return value;
  }

  /** BSON of a document that has this value and nothing else; its name has no letters. */
  public byte[] bytes() {
    RawBsonDocument alone =
        new RawBsonDocument(new BsonDocument("", value), new BsonDocumentCodec());
    ByteBuffer raw = alone.getByteBuffer().asNIO();
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    return bytes;
  }

  /** For people: the bare text of a string or an object id, else the value with its type. */
  public String text() {
    return switch (value.getBsonType()) {
      case STRING -> value.asString().getValue();
      case OBJECT_ID -> value.asObjectId().getValue().toHexString();
      default -> String.valueOf(value);
    };
  }

  private boolean hasFields() {
    BsonType type = value.getBsonType();
    return type == BsonType.DOCUMENT
        || type == BsonType.ARRAY
        || type == BsonType.JAVASCRIPT_WITH_SCOPE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentId that
        && value.getBsonType() == that.value.getBsonType()
        && (hasFields() ? Arrays.equals(bytes(), that.bytes()) : value.equals(that.value));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = hasFields() ? Arrays.hashCode(bytes()) : value.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
