package dev.banyan.localcloud.kinesis.store;

/**
 * The documented throughput of one shard: in 1 MiB or 1,000 records a second, out 2 MiB and 5
 * GetRecords calls a second (Kinesis Data Streams quotas).
 */
final class ShardLimits {

  private static final double MIB = 1 << 20;

  private final boolean enforced;
  private final TokenBucket bytesIn;
  private final TokenBucket recordsIn;
  private final TokenBucket bytesOut;
  private final TokenBucket readsOut;

  ShardLimits(boolean enforced, long nowMillis) {
    this.enforced = enforced;
    this.bytesIn = new TokenBucket(MIB, nowMillis);
    this.recordsIn = new TokenBucket(1000, nowMillis);
    this.bytesOut = new TokenBucket(2 * MIB, nowMillis);
    this.readsOut = new TokenBucket(5, nowMillis);
  }

  boolean admitsWrite(int bytes, long nowMillis) {
    if (!enforced) {
      return true;
    }
    // Both are asked, so that both are filled up.
    boolean admitted = bytesIn.has(bytes, nowMillis) & recordsIn.has(1, nowMillis);
    if (admitted) {
      bytesIn.take(bytes);
      recordsIn.take(1);
    }
    return admitted;
  }

  boolean admitsRead(long nowMillis) {
    if (!enforced) {
      return true;
    }
    boolean admitted = readsOut.has(1, nowMillis) & bytesOut.has(1, nowMillis);
    if (admitted) {
      readsOut.take(1);
    }
    return admitted;
  }

  void chargeRead(long bytes) {
    if (enforced) {
      bytesOut.take(bytes);
    }
  }
}
