package dev.banyan.localcloud.mongo.collection;

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
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.query.QueryPlan;
import dev.banyan.localcloud.mongo.query.SortOrder;
import dev.banyan.localcloud.mongo.schema.Validator;
import dev.banyan.localcloud.mongo.storage.DocumentHeap;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.Transaction;
import dev.banyan.localcloud.mongo.storage.WriteConflict;
import dev.banyan.localcloud.mongo.wire.Fields;
import dev.banyan.localcloud.mongo.wire.WriteErrors;
import java.time.Instant;
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
 * A collection whose queries use ordered indexes and whose documents are kept by a {@link
 * DocumentHeap}. Thread-safe: writers exclude each other and readers, readers hold the lock for a
 * few documents at a time. The lock is always taken before the base's monitor. A write outside of
 * transactions waits for a transaction that is in its way.
 */
public final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Row>
    implements DocumentHeap.Owner {

  private static final String ID = "_id";

  private final LongAdder examined = new LongAdder();
  private final Engine engine;
  private final DocumentHeap heap;
  private volatile Namespace namespace;
  private final ReentrantReadWriteLock lock;
  private volatile Document description;
  private volatile @Nullable Validator validator;
  private @Nullable Document replacement;
  private @Nullable Object insertedId;
  private boolean firstMatchOnly;

  public EmbeddedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      Engine engine) {
    super(database, name, options, cursors);
    this.engine = engine;
    this.namespace = new Namespace(database.getDatabaseName(), name);
    this.heap = new DocumentHeap(this, engine.changes(), engine.retirement());
    this.lock = heap.lock();
    this.description = new Document();
  }

  /** The options given to {@code create} and {@code collMod}, as listCollections shows them. */
  public Document description() {
    return description;
  }

  public void describe(Document newDescription) {
    validator = Validator.of(newDescription);
    description = newDescription;
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public boolean keepsImages() {
    return description.get("changeStreamPreAndPostImages") instanceof Document images
        && Boolean.TRUE.equals(images.get("enabled"));
  }

  /** Documents read to answer queries since the collection was made. */
  public long examined() {
    return examined.sum();
  }

  // --- reading

  public Iterator<Document> find(
      Document query, @Nullable Document sort, DocumentScan.Window window) {
    SortOrder order = SortOrder.of(sort);
    lock.readLock().lock();
    try {
      Transaction reader = heap.transaction();
      QueryPlan plan = QueryPlan.of(query, order, orderedIndexes().toList(), heap.rows(), reader);
      boolean forWriting = lock.isWriteLockedByCurrentThread();
      return new DocumentScan(
          plan,
          query,
          order,
          window,
          new DocumentScan.Access(lock.readLock(), examined, reader, forWriting));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Applies a projection in the manner of find. */
  public Document project(Document document, Document fields) {
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
    return heap.live();
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
    List<Document> errors = new ArrayList<>();
    for (int i = 0; i < documents.size() && (errors.isEmpty() || !isOrdered); i++) {
      try {
        addDocument(documents.get(i));
      } catch (WriteConflict e) {
        throw e;
      } catch (MongoServerError e) {
        errors.add(WriteErrors.at(i, e));
      }
    }
    return errors;
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
            return findAndModifyOne(query);
          } finally {
            replacement = null;
          }
        });
  }

  private Document findAndModifyOne(Document query) {
    insertedId = null;
    Document reply = super.findAndModify(query);
    if (!reply.containsKey("lastErrorObject")) {
      reply.put("lastErrorObject", lastErrorObject(query, reply, insertedId));
    }
    return reply;
  }

  /** The lastErrorObject of what is no update; the base tells of updates only. */
  private static Document lastErrorObject(
      Document command, Document reply, @Nullable Object upserted) {
    if (Utils.isTrue(command.get("remove"))) {
      return new Document("n", reply.get("value") == null ? 0 : 1);
    }
    Document told = new Document("n", 0).append("updatedExisting", false);
    return upserted == null ? told : told.append("n", 1).append("upserted", upserted);
  }

  public Document findAndModifyByPipeline(Document query, List<?> pipeline) {
    UpdatePipeline update = new UpdatePipeline(pipeline);
    Document selector = Fields.document(query, "query");
    return writing(
        () -> {
          Iterator<Document> found =
              find(selector, (Document) query.get("sort"), new DocumentScan.Window(0, 1));
          Document one = new Document(query);
          one.remove("sort");
          if (found.hasNext()) {
            Document document = found.next();
            one.put("query", new Document(ID, new Document("$eq", document.get(ID))));
            one.put("update", update.apply(document));
          } else {
            one.put("update", update.apply(UpsertSeed.of(selector)));
          }
          return findAndModifyOne(one);
        });
  }

  /** The result of {@link #updateDocuments} for an update by aggregation pipeline. */
  public Document updateByPipeline(
      Document selector, List<?> pipeline, boolean isMulti, boolean isUpsert) {
    UpdatePipeline update = new UpdatePipeline(pipeline);
    return writing(
        () -> {
          firstMatchOnly = !isMulti;
          try {
            return updateEach(selector, update, isUpsert);
          } finally {
            firstMatchOnly = false;
          }
        });
  }

  private Document updateEach(Document selector, UpdatePipeline update, boolean isUpsert) {
    int matched = 0;
    int modified = 0;
    for (Document document : queryDocuments(selector, null, 0, 0, 0, null)) {
      matched++;
      modified += replace(document, update.apply(document));
    }
    Document result = new Document("n", matched).append("nModified", modified);
    if (matched == 0 && isUpsert) {
      Document added = update.apply(UpsertSeed.of(selector));
      addDocument(added);
      result.append("upserted", added.get(ID));
    }
    return result;
  }

  private int replace(Document document, Document by) {
    if (!by.containsKey(ID)) {
      by.put(ID, document.get(ID));
    }
    Document byId = new Document(ID, new Document("$eq", document.get(ID)));
    Document result =
        super.updateDocuments(byId, by, ArrayFilters.empty(), false, false, NoopOplog.get());
    return (int) Fields.number(result, "nModified", 0);
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
            heap.delete(row, document.get(ID));
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
  public void removeStale(Document former, List<Document> kept, Row row) {
    orderedIndexes().forEach(index -> index.removeStale(former, kept, row));
  }

  @Override
  public void addIndex(Index<Row> index) {
    writing(
        () -> {
          heap.checkNoWriter();
          super.addIndex(index);
          ((OrderedIndex) index).readyAt(engine.changes().newest());
          return index;
        });
  }

  @Override
  public void dropIndex(String indexName) {
    writing(
        () -> {
          heap.checkNoWriter();
          super.dropIndex(indexName);
          return indexName;
        });
  }

  @Override
  public void renameTo(MongoDatabase newDatabase, String newName) {
    writing(
        () -> {
          heap.checkNoWriter();
          super.renameTo(newDatabase, newName);
          namespace = new Namespace(newDatabase.getDatabaseName(), newName);
          return newName;
        });
  }

  /** Waits until no transaction writes here. */
  public void awaitNoWriter() {
    writing(
        () -> {
          heap.checkNoWriter();
          return this;
        });
  }

  private <T> T writing(Supplier<T> work) {
    if (lock.isWriteLockedByCurrentThread()) {
      return work.get();
    }
    while (true) {
      try {
        return locked(work);
      } catch (WriteConflict e) {
        Transaction blocker = e.blocker();
        if (heap.transaction() != null || blocker == null) {
          throw e;
        }
        engine.await(blocker);
      }
    }
  }

  private <T> T locked(Supplier<T> work) {
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
    checkValid(null, document);
    insertedId = document.get(ID);
    return heap.insert(idFirst(document));
  }

  private void checkValid(@Nullable Document before, Document document) {
    Validator present = validator;
    if (present != null) {
      present.check(before, document);
    }
  }

  /** Removes what has expired by TTL indexes; it waits for transactions that write it. */
  public void removeExpired(Instant now) {
    List<OrderedIndex> expiring = orderedIndexes().filter(OrderedIndex::expires).toList();
    if (expiring.isEmpty()) {
      return;
    }
    for (Iterator<Document> all = queryAllAsStream().iterator(); all.hasNext(); ) {
      Document document = all.next();
      if (expiring.stream().anyMatch(index -> index.isExpired(document, now))) {
        Document byId = new Document(ID, new Document("$eq", document.get(ID)));
        deleteDocuments(byId, 1, NoopOplog.get());
      }
    }
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
    try {
      checkValid(oldDocument, newDocument);
    } catch (MongoServerError e) {
      heap.forget(row, newDocument);
      throw e;
    }
    Document model = replacement;
    Document ordered = model == null ? newDocument : inOrderOf(model, newDocument);
    heap.update(row, oldDocument, ordered, model != null);
  }

  @Override
  protected void removeDocument(Row row) {
    heap.delete(row, getDocument(row).get(ID));
  }

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
