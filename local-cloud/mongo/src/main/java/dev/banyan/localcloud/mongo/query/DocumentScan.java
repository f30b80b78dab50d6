package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The documents that match a query, found as they are asked for. The read lock is held for a small
 * number of documents at a time, so that a long scan does not keep writers waiting; as in MongoDB,
 * a scan sees some of the writes made while it goes on. Used by one thread at a time.
 */
public final class DocumentScan implements Iterator<Document> {

  /** Rows looked at under one hold of the lock: well below a millisecond. */
  private static final int CHUNK = 256;

  private final QueryPlan plan;
  private final Document query;
  private final OwnComparisons own;
  private final SortOrder sort;
  private final Lock readLock;
  private final LongAdder examined;
  private final @Nullable Transaction reader;
  private final boolean forWriting;
  private final boolean notANumberMatters;
  private final DefaultQueryMatcher matcher = new DefaultQueryMatcher();
  private final QueriedFields fields;
  private final QueriedFields sortedBy;
  private final Queue<StoredDocument> ready = new ArrayDeque<>();
  private @Nullable Iterator<Row> ordered;
  private long toSkip;
  private long remaining;

  public DocumentScan(
      QueryPlan plan, Document query, SortOrder sort, Window window, Access access) {
    this.plan = plan;
    this.own = OwnComparisons.in(query);
    this.query = own.rest();
    this.notANumberMatters = NotANumber.mayMatter(query);
    this.fields = QueriedFields.of(query);
    this.sortedBy = sort.queried();
    this.sort = sort;
    this.toSkip = window.skip();
    this.remaining = window.limit() == 0 ? Long.MAX_VALUE : window.limit();
    this.readLock = access.readLock();
    this.examined = access.examined();
    this.reader = access.reader();
    this.forWriting = access.forWriting();
  }

  /**
   * How to read.
   *
   * @param reader the transaction that reads; null to see what is committed
   * @param forWriting whether a document found is to be changed, and so must be free
   */
  public record Access(
      Lock readLock, LongAdder examined, @Nullable Transaction reader, boolean forWriting) {}

  /**
   * A part of a result.
   *
   * @param limit 0 for no limit
   */
  public record Window(long skip, long limit) {
    public static final Window ALL = new Window(0, 0);
  }

  @Override
  public boolean hasNext() {
    Iterator<Row> rows = rowsInOrder();
    while (ready.isEmpty() && remaining > 0 && rows.hasNext()) {
      readChunk(rows);
    }
    return !ready.isEmpty();
  }

  @Override
  public Document next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more documents");
    }
    return ready.remove().decode();
  }

  /** The same documents as bytes; of this and the scan, one is to be used. */
  public Iterator<StoredDocument> stored() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return DocumentScan.this.hasNext();
      }

      @Override
      public StoredDocument next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no more documents");
        }
        return ready.remove();
      }
    };
  }

  private Iterator<Row> rowsInOrder() {
    if (ordered == null) {
      ordered = plan.sorted() ? plan.rows() : sortRows();
    }
    return ordered;
  }

  private void readChunk(Iterator<Row> rows) {
    readLock.lock();
    try {
      boolean exact = plan.exact().getAsBoolean();
      for (int i = 0; i < CHUNK && remaining > 0 && rows.hasNext(); i++) {
        Row row = rows.next();
        take(row, matching(row, exact));
      }
    } finally {
      readLock.unlock();
    }
  }

  private void take(Row row, @Nullable StoredDocument document) {
    if (document == null) {
      return;
    }
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    if (forWriting) {
      row.checkWritable(reader);
    }
    remaining--;
    ready.add(document);
  }

  private @Nullable StoredDocument matching(Row row, boolean exact) {
    examined.increment();
    byte[] bytes = row.bytesFor(reader);
    if (bytes == null) {
      return null;
    }
    StoredDocument document = new StoredDocument(bytes);
    // an entry of a layered row may be another state's, if it was found before this hold of the
    // lock
    return (exact && !row.isLayered()) || matches(fields.of(document)) ? document : null;
  }

  private boolean matches(Document document) {
    return matcher.matches(document, query)
        && own.admit(document)
        && (!notANumberMatters || NotANumber.allows(document, query));
  }

  private record Sorted(@Nullable Object[] key, Row row) {}

  private Iterator<Row> sortRows() {
    List<Sorted> found = new ArrayList<>();
    while (plan.rows().hasNext()) {
      readLock.lock();
      try {
        collectChunk(found);
      } finally {
        readLock.unlock();
      }
    }
    Comparator<@Nullable Object[]> order = sort.comparator();
    found.sort((left, right) -> order.compare(left.key(), right.key()));
    return found.stream().map(Sorted::row).iterator();
  }

  private void collectChunk(List<Sorted> found) {
    boolean exact = plan.exact().getAsBoolean();
    for (int i = 0; i < CHUNK && plan.rows().hasNext(); i++) {
      Row row = plan.rows().next();
      StoredDocument document = matching(row, exact);
      if (document != null) {
        found.add(new Sorted(sort.keyOf(sortedBy.of(document)), row));
      }
    }
  }
}
