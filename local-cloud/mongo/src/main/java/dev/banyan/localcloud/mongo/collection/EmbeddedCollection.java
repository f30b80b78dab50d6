package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.storage.DocumentHeap;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.WriteConflict;
import dev.banyan.localcloud.mongo.wire.Fields;
import dev.banyan.localcloud.mongo.wire.WriteErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose queries use ordered indexes and whose documents are kept by a {@link
 * DocumentHeap}. Thread-safe: writers exclude each other and readers, readers hold the lock for a
 * few documents at a time. The lock is always taken before the base's monitor. A write outside of
 * transactions waits for a transaction that is in its way.
 */
public final class EmbeddedCollection extends HeapCollection {

  private static final String ID = "_id";

  private final CollectionReads reads;
  private final Statements statements;

  public EmbeddedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      Engine engine) {
    super(database, name, options, cursors, engine);
    this.statements = new Statements(lock);
    this.reads = new CollectionReads(heap, lock, () -> orderedIndexes().toList());
  }

  /** Documents read to answer queries since the collection was made. */
  public long examined() {
    return reads.examined();
  }

  // --- reading

  public DocumentScan find(Document query, @Nullable Document sort, DocumentScan.Window window) {
    return reads.find(query, sort, window);
  }

  /** How a query would be answered. */
  public Document explain(Document query, @Nullable Document sort) {
    return reads.explain(query, sort);
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
    Statement present = statements.seenByReader();
    int most = present.firstMatchOnly() ? 1 : Math.max(limit, 0);
    List<Document> documents = new ArrayList<>();
    find(query, orderBy, new DocumentScan.Window(skip, most)).forEachRemaining(documents::add);
    documents.removeIf(present::isDone);
    if (fields != null && !fields.isEmpty()) {
      documents.replaceAll(document -> project(document, fields));
    }
    return new QueryResult(documents);
  }

  /** What a write finds to change. */
  QueryResult matching(Document selector) {
    return queryDocuments(selector, null, 0, 0, 0, null);
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
    return reads.all();
  }

  @Override
  protected boolean documentMatchesQuery(Document document, Document query) {
    return new DefaultQueryMatcher().matches(document, query);
  }

  @Override
  public Document handleDistinct(Document query) {
    return lock.reading(() -> super.handleDistinct(query));
  }

  @Override
  public int count() {
    return heap.live();
  }

  @Override
  public int count(@Nullable Document query, int skip, int limit) {
    return query == null || query.isEmpty()
        ? super.count(query, skip, limit)
        : reads.count(query, skip, limit);
  }

  // --- writing

  @Override
  public void addDocument(Document document) {
    lock.writing(
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
    return statements.run(
        Statement.update(update, !isMulti),
        () -> {
          boolean upsert = isUpsert && !statements.present().hasBegun();
          return super.updateDocuments(selector, update, arrayFilters, isMulti, upsert, oplog);
        });
  }

  /** The result of {@link #updateDocuments} for an update by aggregation pipeline. */
  public Document updateByPipeline(
      Document selector, List<?> pipeline, boolean isMulti, boolean isUpsert) {
    PipelineWrites writes = new PipelineWrites(this, new UpdatePipeline(pipeline));
    return statements.run(
        Statement.pipelineUpdate(!isMulti),
        () -> writes.updateEach(selector, isUpsert && !statements.present().hasBegun()));
  }

  @Override
  public Document findAndModify(Document query) {
    return statements.run(
        Statement.update(query.get("update"), true), () -> findAndModifyOne(query));
  }

  public Document findAndModifyByPipeline(Document query, List<?> pipeline) {
    PipelineWrites writes = new PipelineWrites(this, new UpdatePipeline(pipeline));
    return statements.run(
        Statement.pipelineUpdate(true), () -> findAndModifyOne(writes.plain(query)));
  }

  private Document findAndModifyOne(Document query) {
    Document reply = super.findAndModify(query);
    if (!reply.containsKey("lastErrorObject")) {
      Object upserted = statements.present().insertedId();
      reply.put("lastErrorObject", LastError.of(query, reply, upserted));
    }
    return reply;
  }

  @Override
  public int deleteDocuments(Document selector, int limit, Oplog oplog) {
    return lock.writing(() -> super.deleteDocuments(selector, limit, oplog));
  }

  @Override
  public void removeDocument(Document document) {
    lock.writing(
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

  // --- what the base writes

  @Override
  protected Row addDocumentInternal(Document document) {
    checks().check(null, document);
    statements.present().inserted(document.get(ID));
    return heap.insert(FieldOrder.idFirst(document));
  }

  @Override
  protected void handleUpdate(Row row, Document oldDocument, Document newDocument) {
    try {
      checks().check(oldDocument, newDocument);
    } catch (MongoServerError e) {
      heap.forget(row, newDocument);
      throw e;
    }
    Document model = statements.present().replacement();
    Document ordered = model == null ? newDocument : FieldOrder.of(model, newDocument);
    heap.update(row, oldDocument, ordered, model != null);
    statements.present().updated(newDocument.get(ID));
  }

  @Override
  protected void removeDocument(Row row) {
    heap.delete(row, getDocument(row).get(ID));
  }
}
