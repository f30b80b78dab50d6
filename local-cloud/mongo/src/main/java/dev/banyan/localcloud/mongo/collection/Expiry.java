package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Removes what has expired by TTL indexes. See <a
 * href="https://www.mongodb.com/docs/manual/core/index-ttl/">TTL Indexes</a>.
 */
public final class Expiry {

  private static final String ID = "_id";

  private final Instant now;

  public Expiry(Instant now) {
    this.now = now;
  }

  /** Waits for transactions that write what has expired. */
  public void removeFrom(EmbeddedCollection collection) {
    List<OrderedIndex> expiring =
        collection.orderedIndexes().filter(OrderedIndex::expires).toList();
    if (expiring.isEmpty()) {
      return;
    }
    for (Iterator<Document> all = collection.queryAllAsStream().iterator(); all.hasNext(); ) {
      Document document = all.next();
      if (expiring.stream().anyMatch(index -> index.isExpired(document, now))) {
        Document byId = new Document(ID, new Document("$eq", document.get(ID)));
        collection.deleteDocuments(byId, 1, NoopOplog.get());
      }
    }
  }
}
