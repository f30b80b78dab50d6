package dev.banyan.localcloud.kinesis.store;

import java.util.List;

/**
 * What one GetRecords call reads.
 *
 * @param nextIndex where to read on
 * @param atEnd whether a closed shard has nothing more
 * @param millisBehind age of the last record read, 0 at the tip
 */
public record ReadBatch(
    Shard shard, List<StoredRecord> records, long nextIndex, boolean atEnd, long millisBehind) {

  public ReadBatch {
    records = List.copyOf(records);
  }
}
