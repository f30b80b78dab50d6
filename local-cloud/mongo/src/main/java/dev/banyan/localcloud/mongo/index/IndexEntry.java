package dev.banyan.localcloud.mongo.index;

import de.bwaldvogel.mongo.backend.IndexKey;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import dev.banyan.localcloud.mongo.storage.Row;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of an index: the values of its fields and the row's sequence. A probe has a prefix of the
 * values and stands before or after all entries with it.
 */
public final class IndexEntry {

  private static final long BEFORE = -1;
  private static final long AFTER = Long.MAX_VALUE;

  final @Nullable Object[] values;
  private final byte @Nullable [] bytes;
  private final long sequence;

  private IndexEntry(@Nullable Object[] values, byte @Nullable [] bytes, long sequence) {
    this.values = values;
    this.bytes = bytes;
    this.sequence = sequence;
  }

  /** The order of the entries of one index. */
  public record Order(boolean[] ascending) implements Comparator<IndexEntry> {

    static Order of(List<IndexKey> keys) {
      boolean[] ascending = new boolean[keys.size()];
      for (int i = 0; i < ascending.length; i++) {
        ascending[i] = keys.get(i).isAscending();
      }
      return new Order(ascending);
    }

    IndexEntry entry(@Nullable Object[] values, Row row) {
      return entry(values, row.sequence);
    }

    public IndexEntry before(@Nullable Object[] prefix) {
      return entry(prefix, BEFORE);
    }

    public IndexEntry after(@Nullable Object[] prefix) {
      return entry(prefix, AFTER);
    }

    private IndexEntry entry(@Nullable Object[] values, long sequence) {
      return new IndexEntry(values, KeyBytes.of(values, ascending), sequence);
    }

    @Override
    public int compare(IndexEntry left, IndexEntry right) {
      byte[] a = left.bytes;
      byte[] b = right.bytes;
      int values = a != null && b != null ? compareBytes(a, b) : compareValues(left, right);
      return values != 0 ? values : Long.compare(left.sequence, right.sequence);
    }

    private static int compareBytes(byte[] left, byte[] right) {
      int common = Math.min(left.length, right.length);
      return Arrays.compareUnsigned(left, 0, common, right, 0, common);
    }

    /** What bytes would say, but for every type. */
    int compareValues(IndexEntry left, IndexEntry right) {
      int common = Math.min(left.values.length, right.values.length);
      return compareValues(left, right, 0, common);
    }

    /** Compares the values of the fields {@code from} (inclusive) to {@code to} (exclusive). */
    public int compareValues(IndexEntry left, IndexEntry right, int from, int to) {
      for (int i = from; i < to; i++) {
        int values = BsonOrder.INSTANCE.compare(left.values[i], right.values[i]);
        if (values != 0) {
          return ascending[i] ? values : -values;
        }
      }
      return 0;
    }
  }
}
