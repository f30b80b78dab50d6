package dev.banyan.jobs.range;

import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The {@code _id} of a document. */
public final class DocumentId {

  private DocumentId() {}

  /**
   * The {@code _id}.
   *
   * @throws IllegalArgumentException if there is none, which no document of a collection can be
   */
  public static BsonValue of(BsonDocument document) {
    BsonValue id = document.get("_id");
    if (id == null) {
      throw new IllegalArgumentException("a document without _id: " + document.keySet());
    }
    return id;
  }

  /** For people: the bare text of a string or an object id, else the value with its type. */
  public static String text(BsonValue id) {
    return switch (id.getBsonType()) {
      case STRING -> id.asString().getValue();
      case OBJECT_ID -> id.asObjectId().getValue().toHexString();
      default -> String.valueOf(id);
    };
  }
}
