package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose queries use ordered indexes and whose changes are logged as they are made.
 * Thread-safe: writers exclude each other and readers, readers hold the lock for a few documents at
 * a time. The lock is always taken before the base's monitor.
 */
final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Row> {

  private static final String ID = "_id";

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final RowStore rows = new RowStore();
  private final LongAdder examined = new LongAdder();
  private final ChangeLog changes;
  private volatile long dataSize;
  private volatile Document description;
  private @Nullable Document replacement;
  private boolean firstMatchOnly;

  EmbeddedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      ChangeLog changes) {
    super(database, name, options, cursors);
    this.changes = changes;
    this.description = new Document();
  }

  /** The options given to {@code create} and {@code collMod}, as listCollections shows them. */
  Document description() {
    return description;
  }

  void describe(Document newDescription) {
    description = newDescription;
  }

  private boolean keepsImages() {
    return description.get("changeStreamPreAndPostImages") instanceof Document images
        && Boolean.TRUE.equals(images.get("enabled"));
  }

  /** Documents read to answer queries since the collection was made. */
  long examined() {
    return examined.sum();
  }

  // --- reading

  Iterator<Document> find(Document query, @Nullable Document sort, DocumentScan.Window window) {
    SortOrder order = SortOrder.of(sort);
    lock.readLock().lock();
    try {
      QueryPlan plan = QueryPlan.of(query, order, getIndexes(), rows);
      return new DocumentScan(plan, query, order, window, lock.readLock(), examined);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Applies a projection in the manner of find. */
  Document project(Document document, Document fields) {
    return matchDocumentsFromStream(new Document(), Stream.of(document), 0, 0, 0, null, fields)
        .iterator()
        .next();
  }

  @Override
  public QueryResult handleQuery(QueryParameters parameters) {
    Document selector = parameters.getQuerySelector();
    String marker = selector.containsKey("$query") ? "$" : "";
    boolean wrapped = selector.containsKey(marker + "query");
    return queryDocuments(
        wrapped ? Fields.document(selector, marker + "query") : selector,
        wrapped ? Fields.document(selector, marker + "orderby") : null,
        parameters.getNumberToSkip(),
        parameters.getLimit(),
        parameters.getBatchSize(),
        parameters.getProjection());
  }

  /** All results at once, for the base's own use: what it changes must not be under iteration. */
  @Override
  protected QueryResult queryDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    int most = firstMatchOnly && lock.isWriteLockedByCurrentThread() ? 1 : Math.max(limit, 0);
    List<Document> documents = new ArrayList<>();
    find(query, orderBy, new DocumentScan.Window(skip, most)).forEachRemaining(documents::add);
    if (fields != null && !fields.isEmpty()) {
      documents.replaceAll(document -> project(document, fields));
    }
    return new QueryResult(documents);
  }

  @Override
  protected QueryResult matchDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    return queryDocuments(query, orderBy, skip, limit, batchSize, fields);
  }

  @Override
  public Stream<Document> queryAllAsStream() {
    Iterator<Document> all = find(new Document(), null, DocumentScan.Window.ALL);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false);
  }

  @Override
  protected boolean documentMatchesQuery(Document document, Document query) {
    return new DefaultQueryMatcher().matches(document, query);
  }

  @Override
  public Document handleDistinct(Document query) {
    return reading(() -> super.handleDistinct(query));
  }

  @Override
  public int count() {
    return reading(rows::size);
  }

  @Override
  public int count(@Nullable Document query, int skip, int limit) {
    if (query == null || query.isEmpty()) {
      return super.count(query, skip, limit);
    }
    int count = 0;
    Iterator<Document> found = find(query, null, new DocumentScan.Window(skip, Math.max(limit, 0)));
    for (; found.hasNext(); found.next()) {
      count++;
    }
    return count;
  }

  // --- writing

  @Override
  public void addDocument(Document document) {
    writing(
        () -> {
          super.addDocument(document);
          return document;
        });
  }

  @Override
  public void addDocuments(Stream<Document> documents) {
    documents.forEach(this::addDocument);
  }

  @Override
  public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
    return writing(() -> super.insertDocuments(documents, isOrdered));
  }

  @Override
  public Document updateDocuments(
      Document selector,
      Document update,
      ArrayFilters arrayFilters,
      boolean isMulti,
      boolean isUpsert,
      Oplog oplog) {
    return writing(
        () -> {
          firstMatchOnly = !isMulti;
          replacement = replacementIn(update);
          try {
            return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
          } finally {
            firstMatchOnly = false;
            replacement = null;
          }
        });
  }

  @Override
  public Document findAndModify(Document query) {
    return writing(
        () -> {
          replacement =
              query.get("update") instanceof Document update ? replacementIn(update) : null;
          try {
            return super.findAndModify(query);
          } finally {
            replacement = null;
          }
        });
  }

  private static @Nullable Document replacementIn(Document update) {
    return update.keySet().stream().anyMatch(key -> key.startsWith("$")) ? null : update;
  }

  @Override
  public int deleteDocuments(Document selector, int limit, Oplog oplog) {
    return writing(() -> super.deleteDocuments(selector, limit, oplog));
  }

  @Override
  public void removeDocument(Document document) {
    writing(
        () -> {
          Row row = rowOf(document);
          if (row != null) {
            orderedIndexes().forEach(index -> index.remove(document, row));
            removeDocument(row);
          }
          return document;
        });
  }

  private @Nullable Row rowOf(Document document) {
    return orderedIndexes()
        .map(index -> index.getPosition(document))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> findDocumentPosition(document));
  }

  private Stream<OrderedIndex> orderedIndexes() {
    return getIndexes().stream().map(OrderedIndex.class::cast);
  }

  @Override
  public void addIndex(Index<Row> index) {
    writing(
        () -> {
          super.addIndex(index);
          return index;
        });
  }

  @Override
  public void dropIndex(String indexName) {
    writing(
        () -> {
          super.dropIndex(indexName);
          return indexName;
        });
  }

  @Override
  public void renameTo(MongoDatabase newDatabase, String newName) {
    writing(
        () -> {
          super.renameTo(newDatabase, newName);
          return newName;
        });
  }

  private <T> T writing(Supplier<T> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T reading(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  // --- storage

  @Override
  protected Row addDocumentInternal(Document document) {
    byte[] bytes = Bson.encode(idFirst(document));
    Row row = rows.add(bytes);
    dataSize += bytes.length;
    record(Change.Kind.INSERT, document, bytes, null, null);
    return row;
  }

  private static Document idFirst(Document document) {
    if (!document.containsKey(ID) || document.keySet().iterator().next().equals(ID)) {
      return document;
    }
    return inOrderOf(document, document);
  }

  /** The document with its _id first and the other fields in the order of {@code model}. */
  private static Document inOrderOf(Document model, Document document) {
    Document ordered = new Document(ID, document.get(ID));
    model.keySet().forEach(field -> ordered.putIfAbsent(field, document.get(field)));
    return ordered;
  }

  @Override
  protected void handleUpdate(Row row, Document oldDocument, Document newDocument) {
    Document model = replacement;
    byte[] before = Objects.requireNonNull(row.bytes());
    byte[] after = Bson.encode(model == null ? newDocument : inOrderOf(model, newDocument));
    row.replace(after);
    dataSize += after.length - before.length;
    if (model != null) {
      record(Change.Kind.REPLACE, newDocument, after, keepsImages() ? before : null, null);
    } else {
      byte[] description = Bson.encode(UpdateDescription.between(oldDocument, newDocument));
      boolean images = keepsImages();
      record(
          Change.Kind.UPDATE,
          newDocument,
          images ? after : null,
          images ? before : null,
          description);
    }
  }

  @Override
  protected void removeDocument(Row row) {
    byte[] before = Objects.requireNonNull(row.bytes());
    dataSize -= before.length;
    rows.remove(row);
    record(Change.Kind.DELETE, Bson.decode(before), null, keepsImages() ? before : null, null);
  }

  private void record(
      Change.Kind kind,
      Document document,
      byte @Nullable [] after,
      byte @Nullable [] before,
      byte @Nullable [] description) {
    Namespace namespace = new Namespace(getDatabaseName(), getCollectionName());
    if (namespace.isLogged()) {
      Change.Images images = new Change.Images(before, after, description);
      changes.append(kind, namespace, document.get(ID), images);
    }
  }

  @Override
  protected Document getDocument(Row row) {
    return Objects.requireNonNull(row.document());
  }

  @Override
  protected Stream<DocumentWithPosition<Row>> streamAllDocumentsWithPosition() {
    Iterable<Row> all = rows::ascending;
    return StreamSupport.stream(all.spliterator(), false)
        .filter(row -> row.bytes() != null)
        .map(row -> new DocumentWithPosition<>(getDocument(row), row));
  }

  @Override
  protected boolean tracksDataSize() {
    return false; // the base would encode every document once more
  }

  @Override
  protected void updateDataSize(int sizeDelta) {
    dataSize += sizeDelta;
  }

  @Override
  protected int getDataSize() {
    return (int) Math.min(dataSize, Integer.MAX_VALUE);
  }
}
