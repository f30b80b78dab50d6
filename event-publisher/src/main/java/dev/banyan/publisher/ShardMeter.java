package dev.banyan.publisher;

/**
 * Keeps one shard's pace: a steady flow, a burst after a pause or a stall, and in no second more
 * than the rate. Confined to its lane.
 */
final class ShardMeter {

  private final ShardPace pace;
  private final TokenBucket bytes;
  private final TokenBucket records;
  private final SlidingWindow byteWindow;
  private final SlidingWindow recordWindow;

  ShardMeter(ShardPace pace, long now) {
    this(
        pace,
        new TokenBucket(pace.bytesPerSecond(), pace.burstBytes(), now),
        new TokenBucket(pace.recordsPerSecond(), pace.burstRecords(), now),
        new SlidingWindow(pace.bytesPerSecond()),
        new SlidingWindow(pace.recordsPerSecond()));
  }

  private ShardMeter(
      ShardPace pace,
      TokenBucket bytes,
      TokenBucket records,
      SlidingWindow byteWindow,
      SlidingWindow recordWindow) {
    this.pace = pace;
    this.bytes = bytes;
    this.records = records;
    this.byteWindow = byteWindow;
    this.recordWindow = recordWindow;
  }

  /** A meter for a shard that may have taken all that this one has counted. */
  ShardMeter copy() {
    return new ShardMeter(
        pace, bytes.copy(), records.copy(), byteWindow.copy(), recordWindow.copy());
  }

  /** Bytes that may go now; not positive if none may. */
  int bytes(long now) {
    return Math.min(bytes.available(now), byteWindow.left(now));
  }

  /** Records that may go now; not positive if none may. */
  int records(long now) {
    return Math.min(records.available(now), recordWindow.left(now));
  }

  void take(int bytesSent, int recordsSent, long now) {
    bytes.take(bytesSent);
    records.take(recordsSent);
    byteWindow.take(bytesSent, now);
    recordWindow.take(recordsSent, now);
  }

  /**
   * How long to wait for a request that is worth sending, nanoseconds. A quarter of a burst is:
   * what a late thread leaves is not lost before the rest has filled, too.
   *
   * @param wantedBytes all that could go
   * @param wantedRecords in this many records
   * @param head bytes of the smallest first record; a large one waits for its room in the second
   */
  long pause(long wantedBytes, int wantedRecords, int head, long now) {
    int worthBytes = (int) Math.min(wantedBytes, quarter(pace.burstBytes()));
    int worthRecords = Math.min(wantedRecords, quarter(pace.burstRecords()));
    long tokens = Math.max(bytes.until(worthBytes, now), records.until(worthRecords, now));
    long second =
        Math.max(
            byteWindow.until(Math.max(worthBytes, head), now),
            recordWindow.until(worthRecords, now));
    return Math.max(tokens, second);
  }

  private static int quarter(int burst) {
    return Math.max(1, burst / 4);
  }
}
