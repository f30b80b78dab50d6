package dev.banyan.capture;

import com.mongodb.MongoNamespace;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Reads a changed document by its key, for a change that came without it. Reads as the server's own
 * {@code updateLookup} does: majority, from the primary, at the change's time or later. An older
 * state under the change's version would stay until the next change.
 *
 * <p>Source: MongoDB manual, Read Concern, {@code afterClusterTime}.
 */
final class CurrentDocument implements ChangeStreamCapture.Lookup {

  private final MongoDatabase database;

  CurrentDocument(MongoDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<BsonDocument> find(ChangeStreamDocument<BsonDocument> change) {
    MongoNamespace namespace = change.getNamespace();
    BsonDocument key = change.getDocumentKey();
    return namespace == null || key == null || change.getOperationType() == OperationType.DELETE
        ? Optional.empty()
        : find(namespace.getCollectionName(), key, change.getClusterTime());
  }

  private Optional<BsonDocument> find(
      String collection, BsonDocument key, @Nullable BsonTimestamp time) {
    BsonDocument concern = new BsonDocument("level", new BsonString("majority"));
    if (time != null) {
      concern.append("afterClusterTime", time);
    }
    BsonDocument reply =
        database.runCommand(
            new BsonDocument("find", new BsonString(collection))
                .append("filter", key)
                .append("limit", new BsonInt32(1))
                .append("singleBatch", BsonBoolean.TRUE)
                .append("readConcern", concern),
            ReadPreference.primary(),
            BsonDocument.class);
    BsonArray found = reply.getDocument("cursor").getArray("firstBatch");
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0).asDocument());
  }
}
