package dev.banyan.jobs.spark;

import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.Arrays;

/**
 * A copy of an encoded item.
 *
 * @param json DynamoDB JSON
 * @param size bytes as DynamoDB counts them
 * @param hash of its key
 */
record Item(TableSpec table, byte[] json, int size, long hash) {

  private static final int WRITE_UNIT = 1024;

  static Item copyOf(EncodedItem item) {
    return new Item(
        item.table(),
        Arrays.copyOfRange(item.array(), item.offset(), item.offset() + item.length()),
        item.size(),
        item.keys().hash());
  }

  /** Write units it costs at most: as if every index of the mapping held all of it. */
  int writeUnits() {
    return (size + WRITE_UNIT - 1) / WRITE_UNIT * (1 + table.indexes().size());
  }
}
