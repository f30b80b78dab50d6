package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.storage.DocumentHeap;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where a collection's documents and indexes are, and what the catalogue knows of it: the base's
 * questions answered by a {@link DocumentHeap} and ordered indexes. Thread-safe.
 */
abstract class HeapCollection extends AbstractSynchronizedMongoCollection<Row>
    implements DocumentHeap.Owner {

  final DocumentHeap heap;
  final CollectionLock lock;
  private final ChangeLog changes;
  private volatile Namespace namespace;
  private volatile Description description = Description.of(new Document());

  HeapCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      Engine engine) {
    super(database, name, options, cursors);
    this.changes = engine.changes();
    this.namespace = new Namespace(database.getDatabaseName(), name);
    this.heap = new DocumentHeap(this, changes, engine.retirement());
    this.lock = new CollectionLock(engine, heap);
  }

  /** The options given to {@code create} and {@code collMod}, as listCollections shows them. */
  public Document description() {
    return description.options();
  }

  public void describe(Document options) {
    description = Description.of(options);
  }

  Description checks() {
    return description;
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public boolean keepsImages() {
    return description.keepsImages();
  }

  // --- indexes and the catalogue

  Stream<OrderedIndex> orderedIndexes() {
    return getIndexes().stream().map(OrderedIndex.class::cast);
  }

  @Override
  public void removeStale(Document former, List<Document> kept, Row row) {
    orderedIndexes().forEach(index -> index.removeStale(former, kept, row));
  }

  @Override
  public void addIndex(Index<Row> index) {
    lock.writingAlone(
        () -> {
          super.addIndex(index);
          ((OrderedIndex) index).readyAt(changes.newest());
        });
  }

  @Override
  public void dropIndex(String indexName) {
    lock.writingAlone(() -> super.dropIndex(indexName));
  }

  @Override
  public void renameTo(MongoDatabase newDatabase, String newName) {
    lock.writingAlone(
        () -> {
          super.renameTo(newDatabase, newName);
          namespace = new Namespace(newDatabase.getDatabaseName(), newName);
        });
  }

  /** Waits until no transaction writes here. */
  public void awaitNoWriter() {
    lock.writingAlone(() -> {});
  }

  // --- storage

  @Override
  protected Document getDocument(Row row) {
    return Objects.requireNonNull(row.documentFor(heap.transaction()));
  }

  @Override
  protected Stream<DocumentWithPosition<Row>> streamAllDocumentsWithPosition() {
    Iterable<Row> all = heap.rows()::ascending;
    return StreamSupport.stream(all.spliterator(), false)
        .filter(row -> row.bytesFor(heap.transaction()) != null)
        .map(row -> new DocumentWithPosition<>(getDocument(row), row));
  }

  @Override
  protected boolean tracksDataSize() {
    return false; // the base would encode every document once more
  }

  @Override
  protected void updateDataSize(int sizeDelta) {
    // the heap counts
  }

  @Override
  protected int getDataSize() {
    return (int) Math.min(heap.dataSize(), Integer.MAX_VALUE);
  }
}
