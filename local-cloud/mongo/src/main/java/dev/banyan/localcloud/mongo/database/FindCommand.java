package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.cursor.CursorReplies;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.query.QueriedFields;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.Collections;
import java.util.Iterator;

/**
 * The command find. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/find/">find</a>.
 */
final class FindCommand {

  private static final int NOT_IMPLEMENTED = 238;

  private final EmbeddedDatabase database;
  private final Document query;

  FindCommand(EmbeddedDatabase database, Document query) {
    this.database = database;
    this.query = query;
  }

  Document run(CursorReplies replies) {
    if (query.containsKey("min") || query.containsKey("max")) {
      throw new MongoServerError(
          NOT_IMPLEMENTED,
          "NotImplemented",
          "The embedded MongoDB has no min() and max(): state the range in the filter");
    }
    String name = String.valueOf(query.get("find"));
    Namespace namespace = new Namespace(database.getDatabaseName(), name);
    EmbeddedCollection collection = database.collection(name);
    long limit = Fields.number(query, "limit", 0);
    boolean single = limit < 0 || Utils.isTrue(query.get("singleBatch"));
    Iterator<?> found = Collections.emptyIterator();
    if (collection != null) {
      DocumentScan.Window window =
          new DocumentScan.Window(Fields.number(query, "skip", 0), Math.abs(limit));
      DocumentScan scan =
          collection.find(Fields.document(query, "filter"), (Document) query.get("sort"), window);
      Document fields = Fields.document(query, "projection");
      found =
          fields.isEmpty()
              ? scan.stored()
              : new Projected(
                  scan.stored(), collection, fields, QueriedFields.ofProjection(fields));
    }
    return replies.first(namespace, found, (Number) query.get("batchSize"), single);
  }

  private record Projected(
      Iterator<StoredDocument> documents,
      EmbeddedCollection collection,
      Document fields,
      QueriedFields looked)
      implements Iterator<Document> {
    @Override
    public boolean hasNext() {
      return documents.hasNext();
    }

    @Override
    public Document next() {
      Document document = looked.of(documents.next());
      return looked.isIdOnly() && fields.size() == 1
          ? document
          : collection.project(document, fields);
    }
  }
}
