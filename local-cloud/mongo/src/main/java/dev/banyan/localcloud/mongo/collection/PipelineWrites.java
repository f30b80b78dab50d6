package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.Iterator;

/**
 * Updates by aggregation pipeline: each document found is replaced by what the pipeline makes of
 * it. Called under the collection's write lock.
 */
final class PipelineWrites {

  private static final String ID = "_id";

  private final EmbeddedCollection collection;
  private final UpdatePipeline update;

  PipelineWrites(EmbeddedCollection collection, UpdatePipeline update) {
    this.collection = collection;
    this.update = update;
  }

  Document updateEach(Document selector, boolean upsert) {
    int matched = 0;
    int modified = 0;
    for (Document document : collection.matching(selector)) {
      matched++;
      modified += replace(document, update.apply(document));
    }
    Document result = new Document("n", matched).append("nModified", modified);
    if (matched == 0 && upsert) {
      Document added = update.apply(UpsertSeed.of(selector));
      collection.addDocument(added);
      result.append("upserted", added.get(ID));
    }
    return result;
  }

  private int replace(Document document, Document by) {
    if (!by.containsKey(ID)) {
      by.put(ID, document.get(ID));
    }
    Document result =
        collection.updateDocuments(
            byId(document), by, ArrayFilters.empty(), false, false, NoopOplog.get());
    return (int) Fields.number(result, "nModified", 0);
  }

  /** The command with the plain document in the place of the pipeline. */
  Document plain(Document command) {
    Document selector = Fields.document(command, "query");
    Iterator<Document> found =
        collection.find(selector, (Document) command.get("sort"), new DocumentScan.Window(0, 1));
    Document one = new Document(command);
    one.remove("sort");
    if (found.hasNext()) {
      Document document = found.next();
      one.put("query", byId(document));
      one.put("update", update.apply(document));
    } else {
      one.put("update", update.apply(UpsertSeed.of(selector)));
    }
    return one;
  }

  private static Document byId(Document document) {
    return new Document(ID, new Document("$eq", document.get(ID)));
  }
}
