package dev.banyan.localcloud.mongo.storage;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.Bson;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.log.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one collection and every write to them: outside of transactions a write is
 * committed at once, inside it is pending until the end. Writers hold the write lock.
 */
public final class DocumentHeap {

  /** What the heap has to know of its collection. */
  public interface Owner {
    Namespace namespace();

    /** Takes away the index entries of a former state that no kept state has. */
    void removeStale(Document former, List<Document> kept, Row row);

    boolean keepsImages();
  }

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final String ID = "_id";

  private final long number = NUMBERS.incrementAndGet();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final RowStore rows = new RowStore();
  private final Owner owner;
  private final ChangeLog log;
  private final Retirement retirement;
  private final Set<Transaction> writers = ConcurrentHashMap.newKeySet();
  private volatile int live;
  private volatile long dataSize;

  public DocumentHeap(Owner owner, ChangeLog log, Retirement retirement) {
    this.owner = owner;
    this.log = log;
    this.retirement = retirement;
  }

  /** Says in which order transactions lock several heaps. */
  long number() {
    return number;
  }

  public ReentrantReadWriteLock lock() {
    return lock;
  }

  public RowStore rows() {
    return rows;
  }

  /** Committed documents. */
  public int live() {
    return live;
  }

  /** Bytes of the committed documents. */
  public long dataSize() {
    return dataSize;
  }

  /** The transaction that reads and writes here go by; catalogue collections have none. */
  public @Nullable Transaction transaction() {
    return owner.namespace().isLogged() ? Transaction.current() : null;
  }

  /** Refuses to touch the whole collection while a transaction writes to it. */
  public void checkNoWriter() {
    Transaction present = transaction();
    for (Transaction writer : writers) {
      if (writer != present) {
        throw new WriteConflict(writer);
      }
    }
  }

  // --- writing

  public Row insert(Document document) {
    byte[] bytes = Bson.encode(document);
    Row row = rows.add();
    write(row, Change.Kind.INSERT, document.get(ID), new Change.Images(null, bytes, null), bytes);
    return row;
  }

  /** Puts a new state into a row whose new index entries are there already. */
  public void update(Row row, Document oldDocument, Document newDocument, boolean replaces) {
    byte[] before = Objects.requireNonNull(row.bytesFor(transaction()));
    byte[] after = Bson.encode(newDocument);
    boolean images = owner.keepsImages();
    byte[] preImage = images ? before : null;
    Object id = newDocument.get(ID);
    if (replaces) {
      write(row, Change.Kind.REPLACE, id, new Change.Images(preImage, after, null), after);
    } else {
      byte[] description = Bson.encode(UpdateDescription.between(oldDocument, newDocument));
      Change.Images told = new Change.Images(preImage, images ? after : null, description);
      write(row, Change.Kind.UPDATE, id, told, after);
    }
  }

  /** Takes back the index entries of a state that was not written in the end. */
  public void forget(Row row, Document refused) {
    dropEntries(row, List.of(Bson.encode(refused)));
  }

  public void delete(Row row, @Nullable Object id) {
    byte[] before = Objects.requireNonNull(row.bytesFor(transaction()));
    byte[] preImage = owner.keepsImages() ? before : null;
    write(row, Change.Kind.DELETE, id, new Change.Images(preImage, null, null), null);
  }

  private void write(
      Row row,
      Change.Kind kind,
      @Nullable Object id,
      Change.Images images,
      byte @Nullable [] bytes) {
    Namespace namespace = owner.namespace();
    Change.Draft change = new Change.Draft(kind, namespace, id, images, null);
    Transaction writer = transaction();
    if (writer != null) {
      prepare(writer, row, bytes);
      writer.wrote(this, row, change);
      return;
    }
    if (namespace.isLogged()) {
      log.commit(List.of(change), null, time -> commit(row, bytes, time));
    } else {
      log.installUnlogged(time -> commit(row, bytes, time));
    }
    settle(row);
  }

  private void prepare(Transaction writer, Row row, byte @Nullable [] bytes) {
    row.checkWritable(writer);
    Row.Pending before = row.pending();
    row.prepare(writer, bytes);
    writers.add(writer);
    byte[] superseded = before == null ? null : before.bytes();
    if (superseded != null) {
      dropEntries(row, List.of(superseded));
    }
  }

  private void commit(Row row, byte @Nullable [] bytes, long time) {
    byte[] before = row.bytes();
    row.commit(time, bytes);
    live += (bytes == null ? 0 : 1) - (before == null ? 0 : 1);
    dataSize += (bytes == null ? 0 : bytes.length) - (before == null ? 0 : before.length);
  }

  /** Frees the former states of a row at once, or once the snapshots that need them are closed. */
  private void settle(Row row) {
    if (row.isLayered()) {
      dropEntries(row, row.prune(log.oldestSnapshot()));
      if (row.isLayered()) {
        retirement.add(this, row, row.newest().time());
      }
    }
    removeIfUnseen(row);
  }

  private void removeIfUnseen(Row row) {
    if (row.bytes() == null && !row.isLayered()) {
      rows.removed();
    }
  }

  // --- ends of transactions

  void commit(Collection<Row> written, long time) {
    for (Row row : written) {
      commit(row, Objects.requireNonNull(row.pending()).bytes(), time);
    }
  }

  void settle(Transaction transaction, Collection<Row> written) {
    writers.remove(transaction);
    written.forEach(this::settle);
  }

  void rollBack(Transaction transaction, Collection<Row> written) {
    writers.remove(transaction);
    for (Row row : written) {
      Row.Pending pending = row.pending();
      if (pending == null || pending.owner() != transaction) {
        continue;
      }
      row.cancel();
      byte[] dropped = pending.bytes();
      if (dropped != null) {
        dropEntries(row, List.of(dropped));
      }
      removeIfUnseen(row);
    }
  }

  /** Frees states of a row that no snapshot at or after this time sees. */
  void prune(Row row, long oldestSnapshot) {
    lock.writeLock().lock();
    try {
      boolean layered = row.isLayered();
      dropEntries(row, row.prune(oldestSnapshot));
      if (layered) {
        removeIfUnseen(row);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Takes index entries of former states away, but for those that a present state has too. */
  private void dropEntries(Row row, List<byte[]> dropped) {
    if (dropped.isEmpty()) {
      return;
    }
    List<Document> kept = row.states().stream().map(Bson::decode).toList();
    for (byte[] state : dropped) {
      owner.removeStale(Bson.decode(state), kept, row);
    }
  }
}
