package dev.banyan.localcloud.kinesis.store;

/**
 * A record in a shard. The data is not copied: whoever gets it must not change it.
 *
 * @param arrivalMillis epoch milliseconds, not falling within a shard
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy per read would cost.
public record StoredRecord(long index, long arrivalMillis, String partitionKey, byte[] data) {

  private static final int OVERHEAD_BYTES = 112;

  /** What counts against the service's limits: data and key. */
  public int size() {
    return data.length + partitionKey.length();
  }

  /** About what it takes of the heap. */
  int heapBytes() {
    return size() + OVERHEAD_BYTES;
  }
}
