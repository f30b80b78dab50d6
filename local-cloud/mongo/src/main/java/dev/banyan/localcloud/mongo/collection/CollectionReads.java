package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.query.Explanation;
import dev.banyan.localcloud.mongo.query.QueryPlan;
import dev.banyan.localcloud.mongo.query.SortOrder;
import dev.banyan.localcloud.mongo.storage.DocumentHeap;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Queries on a collection, by its indexes. Thread-safe. */
final class CollectionReads {

  private final LongAdder examined = new LongAdder();
  private final DocumentHeap heap;
  private final CollectionLock lock;
  private final Supplier<List<OrderedIndex>> indexes;

  CollectionReads(DocumentHeap heap, CollectionLock lock, Supplier<List<OrderedIndex>> indexes) {
    this.heap = heap;
    this.lock = lock;
    this.indexes = indexes;
  }

  /** Documents read to answer queries since the collection was made. */
  long examined() {
    return examined.sum();
  }

  DocumentScan find(Document query, @Nullable Document sort, DocumentScan.Window window) {
    SortOrder order = SortOrder.of(sort);
    return lock.reading(
        () -> {
          Transaction reader = heap.transaction();
          QueryPlan plan = QueryPlan.of(query, order, indexes.get(), heap.rows(), reader);
          DocumentScan.Access access =
              new DocumentScan.Access(lock.readLock(), examined, reader, lock.isHeldForWriting());
          return new DocumentScan(plan, query, order, window, access);
        });
  }

  /** The winning plan of a query. */
  Document explain(Document query, @Nullable Document sort) {
    return Explanation.of(query, sort, indexes.get(), heap.transaction());
  }

  Stream<Document> all() {
    Iterable<Document> all = () -> find(new Document(), null, DocumentScan.Window.ALL);
    return StreamSupport.stream(all.spliterator(), false);
  }

  int count(Document query, int skip, int limit) {
    int count = 0;
    Iterator<StoredDocument> found =
        find(query, null, new DocumentScan.Window(skip, Math.max(limit, 0))).stored();
    for (; found.hasNext(); found.next()) {
      count++;
    }
    return count;
  }
}
