package dev.banyan.jobs.verify;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.range.DocumentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents by {@code _id}. One that reverse replication has tagged as deleted counts as
 * absent. Thread-safe.
 */
final class DocumentReads {

  private final MongoCollection<RawBsonDocument> collection;

  DocumentReads(MongoDatabase database, String collection) {
    this.collection =
        database
            .getCollection(collection, RawBsonDocument.class)
            .withReadPreference(ReadPreference.primary())
            .withReadConcern(ReadConcern.MAJORITY);
  }

  /** The documents that there are. */
  Map<DocumentId, BsonDocument> get(Collection<DocumentId> ids) {
    return read(ids, new BsonDocument());
  }

  /** The same with these fields only. */
  Map<DocumentId, BsonDocument> get(Collection<DocumentId> ids, List<String> fields) {
    BsonDocument projection = new BsonDocument("_banyan", new BsonInt32(1));
    fields.forEach(field -> projection.append(field, new BsonInt32(1)));
    return read(ids, projection);
  }

  private Map<DocumentId, BsonDocument> read(Collection<DocumentId> ids, BsonDocument projection) {
    Map<DocumentId, BsonDocument> documents = new HashMap<>();
    if (!ids.isEmpty()) {
      for (RawBsonDocument document : find(ids).projection(projection).batchSize(1_000)) {
        if (isPresent(document)) {
          documents.put(DocumentId.of(document), document);
        }
      }
    }
    return documents;
  }

  /** The documents that there are, one after the other, those that are tagged as deleted too. */
  MongoCursor<RawBsonDocument> cursor(Collection<DocumentId> ids) {
    return find(ids).batchSize(100).cursor();
  }

  private FindIterable<RawBsonDocument> find(Collection<DocumentId> ids) {
    return collection.find(
        new BsonDocument(
            "_id",
            new BsonDocument("$in", new BsonArray(ids.stream().map(DocumentId::value).toList()))));
  }

  /** Whether it counts as a document. */
  static boolean isPresent(BsonDocument document) {
    BsonValue tag = document.get("_banyan");
    if (tag == null || !tag.isDocument()) {
      return true;
    }
    BsonValue deleted = tag.asDocument().get("deleted");
    return deleted == null || !deleted.isBoolean() || !deleted.asBoolean().getValue();
  }

  /** The version that reverse replication left in the document; null if there is none. */
  static @Nullable String version(@Nullable BsonDocument document) {
    BsonValue tag = document == null ? null : document.get("_banyan");
    BsonValue version = tag != null && tag.isDocument() ? tag.asDocument().get("v") : null;
    return version != null && version.isString() ? version.asString().getValue() : null;
  }
}
