package dev.banyan.capture.mapping;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import com.mongodb.client.model.changestream.UpdateDescription;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the changes that reverse replication made, so that they do not travel back.
 *
 * <p>It sets {@code _banyan: {v, origin: "serverless"}} in the very write that it makes, and before
 * a delete {@code _banyan.deleted: true}. A tag alone proves nothing: a later write by the monolith
 * leaves it on the document, so an update counts only if it touched the tag.
 */
final class ReverseTag {

  private static final String TAG = "_banyan";
  private static final BsonString SERVERLESS = new BsonString("serverless");

  private ReverseTag() {}

  static boolean made(ChangeStreamDocument<BsonDocument> change) {
    OperationType type = change.getOperationType();
    if (type == OperationType.DELETE) {
      BsonDocument tag = tag(change.getFullDocumentBeforeChange());
      return tag != null && BsonBoolean.TRUE.equals(tag.get("deleted"));
    }
    BsonDocument tag = tag(change.getFullDocument());
    return tag != null
        && SERVERLESS.equals(tag.get("origin"))
        && (type != OperationType.UPDATE || touched(change.getUpdateDescription()));
  }

  private static @Nullable BsonDocument tag(@Nullable BsonDocument document) {
    return document != null && document.isDocument(TAG) ? document.getDocument(TAG) : null;
  }

  private static boolean touched(@Nullable UpdateDescription update) {
    return update != null
        && update.getUpdatedFields() != null
        && update.getUpdatedFields().keySet().stream()
            .anyMatch(field -> field.equals(TAG) || field.startsWith(TAG + "."));
  }
}
