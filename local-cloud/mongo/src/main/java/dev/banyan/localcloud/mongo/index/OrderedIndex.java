package dev.banyan.localcloud.mongo.index;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import dev.banyan.localcloud.mongo.bson.Bson;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * An index whose keys are ordered, unique or not, over one field or several. Writers hold the
 * collection's write lock; iterators may go on while others write.
 */
public final class OrderedIndex extends Index<Row> {

  private final boolean unique;
  private final IndexKeys keys;
  private final IndexEntry.Order order;
  private final ConcurrentSkipListMap<IndexEntry, Row> entries;
  private final IndexOptions options;
  private volatile long readyAt;
  private long removals;

  public OrderedIndex(
      String name, List<IndexKey> keys, boolean sparse, boolean unique, IndexOptions options) {
    super(name, keys, sparse);
    this.options = options;
    this.unique = unique;
    this.keys = new IndexKeys(keys.stream().map(IndexKey::getKey).toList(), sparse, options);
    this.order = IndexEntry.Order.of(keys);
    this.entries = new ConcurrentSkipListMap<>(order);
  }

  /** Not queries, if it is partial; not older snapshots: it lacks what was replaced before. */
  public boolean serves(@Nullable Transaction reader) {
    boolean whole = options.partialFilter() == null;
    return whole && (reader == null || readyAt <= reader.snapshot());
  }

  /** Whether its documents expire, and this one has. */
  public boolean isExpired(Document document, Instant now) {
    return options.isExpired(IndexKeys.valueOf(document, fields().get(0)), now);
  }

  public boolean expires() {
    return options.expireAfter() != null && fields().size() == 1;
  }

  public void readyAt(long time) {
    readyAt = time;
  }

  public List<String> fields() {
    return keys.fields();
  }

  public IndexEntry.Order order() {
    return order;
  }

  public boolean leavesOutDocuments() {
    return isSparse();
  }

  /** Whether some document had an array in an indexed field, and so may have several entries. */
  public boolean isMultikey() {
    return keys.sawArray();
  }

  public NavigableMap<IndexEntry, Row> between(IndexEntry from, IndexEntry to) {
    if (order.compare(from, to) >= 0) {
      return Collections.emptyNavigableMap();
    }
    return entries.subMap(from, false, to, false);
  }

  /** The entries of a range that the reader sees, in the order of the index or from its end. */
  public VisibleEntries visible(
      NavigableMap<IndexEntry, Row> range, boolean backwards, @Nullable Transaction reader) {
    VisibleEntries.Source entries =
        backwards
            ? new EntriesBackwards(range)
            : VisibleEntries.Source.of(range.entrySet().iterator());
    return new VisibleEntries(this, entries, reader);
  }

  /** How often entries were taken away: while it stays, what was found in the index is still so. */
  public long removals() {
    return removals;
  }

  public NavigableMap<IndexEntry, Row> all() {
    return entries;
  }

  @Override
  public boolean isUnique() {
    return unique;
  }

  @Override
  public boolean hasSameOptions(Index<?> other) {
    return other instanceof OrderedIndex that
        && super.hasSameOptions(other)
        && unique == that.unique
        && options.equals(that.options)
        && fields().equals(that.fields())
        && Arrays.equals(order.ascending(), that.order.ascending());
  }

  /** The row that has this document's key, as the present transaction sees it. */
  @Override
  public @Nullable Row getPosition(Document document) {
    if (!unique) {
      return null;
    }
    Transaction reader = Transaction.current();
    for (@Nullable Object[] key : keys.of(document)) {
      for (Row row : rowsWith(key)) {
        if (isIn(key, row.bytesFor(reader), row)) {
          return row;
        }
      }
    }
    return null;
  }

  private Collection<Row> rowsWith(@Nullable Object[] key) {
    return between(order.before(key), order.after(key)).values();
  }

  /** Whether a state of a row has a key; entries of rows with one state need no look. */
  private boolean isIn(@Nullable Object[] key, byte @Nullable [] state, Row row) {
    return state != null && (!row.isLayered() || hasKey(Bson.decode(state), key));
  }

  private boolean hasKey(Document document, @Nullable Object[] key) {
    return keys.of(document).stream().anyMatch(own -> Arrays.equals(own, key, BsonOrder.INSTANCE));
  }

  /** Whether what the reader sees of the row is meant by the entry. */
  boolean isCurrent(IndexEntry entry, Row row, @Nullable Transaction reader) {
    return !row.isLayered() || isIn(entry.values, row.bytesFor(reader), row);
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Row> collection) {
    checkUnique(document, null, collection);
  }

  @Override
  public void checkUpdate(
      Document oldDocument, Document newDocument, MongoCollection<Row> collection) {
    checkUnique(newDocument, getPosition(oldDocument), collection);
  }

  private void checkUnique(Document document, @Nullable Row self, MongoCollection<Row> collection) {
    for (@Nullable Object[] key : keys.of(document)) {
      for (Row row : unique ? rowsWith(key) : List.<Row>of()) {
        if (row != self && isTaken(key, row, Transaction.current())) {
          throw new DuplicateKeyError(
              this, collection, getKeys(), new KeyValue(Arrays.asList(key)));
        }
      }
    }
  }

  private boolean isTaken(@Nullable Object[] key, Row row, @Nullable Transaction writer) {
    Row.Pending pending = row.pending();
    if (pending != null && pending.owner() == writer) {
      return isIn(key, pending.bytes(), row);
    }
    row.checkWritable(writer);
    return isIn(key, row.bytes(), row);
  }

  @Override
  public void add(Document document, Row row, MongoCollection<Row> collection) {
    for (@Nullable Object[] key : keys.of(document)) {
      entries.put(order.entry(key, row), row);
    }
  }

  /** Takes away the entries of a former state that no kept state has. */
  public void removeStale(Document former, List<Document> kept, Row row) {
    for (@Nullable Object[] key : keys.of(former)) {
      if (kept.stream().noneMatch(state -> hasKey(state, key))) {
        removeEntry(key, row);
      }
    }
  }

  private void removeEntry(@Nullable Object[] key, Row row) {
    removals++;
    entries.remove(order.entry(key, row));
  }

  /**
   * Takes away the entries of the row that holds this document. The heap calls {@link #removeStale}
   * instead, once nobody sees the state that entries stand for.
   *
   * @return the row, or null if the index has none with this document
   */
  @Override
  public @Nullable Row remove(Document document) {
    Row holder = null;
    for (@Nullable Object[] key : keys.of(document)) {
      for (Row row : rowsWith(key)) {
        if (document.equals(row.documentFor(Transaction.current()))) {
          removeEntry(key, row);
          holder = row;
        }
      }
    }
    return holder;
  }

  /** Adds only; the former entries go once nobody sees the former state. */
  @Override
  public void updateInPlace(
      Document oldDocument, Document newDocument, Row row, MongoCollection<Row> collection) {
    add(newDocument, row, collection);
  }

  @Override
  public boolean canHandle(Document query) {
    return false; // queries are planned by QueryPlan
  }

  @Override
  public Iterable<Row> getPositions(Document query) {
    return List.of();
  }

  @Override
  public long getCount() {
    return entries.size();
  }

  @Override
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {
    removals++;
    entries.clear();
  }
}
