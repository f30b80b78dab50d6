package dev.banyan.bench.publish.sink;

/**
 * What a shard may still take: 1 MiB and 1,000 records a second, saved up for one second at most.
 * Source: Amazon Kinesis Data Streams Developer Guide, "Quotas and limits". Not thread-safe.
 */
final class ShardAllowance {

  static final int BYTES_PER_SECOND = 1 << 20;
  static final int RECORDS_PER_SECOND = 1_000;
  private static final double NANOS = 1e9;

  private double bytes = BYTES_PER_SECOND;
  private double records = RECORDS_PER_SECOND;
  private long last = System.nanoTime();

  boolean admits(int recordBytes) {
    refill();
    if (bytes < recordBytes || records < 1) {
      return false;
    }
    bytes -= recordBytes;
    records--;
    return true;
  }

  private void refill() {
    long now = System.nanoTime();
    double seconds = (now - last) / NANOS;
    last = now;
    bytes = Math.min(BYTES_PER_SECOND, bytes + seconds * BYTES_PER_SECOND);
    records = Math.min(RECORDS_PER_SECOND, records + seconds * RECORDS_PER_SECOND);
  }
}
