package dev.banyan.publisher;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A shard that takes 1 MiB and 1,000 records in a second, whichever way a second is counted: from a
 * record backwards, by the wall clock, or as tokens that come back steadily. It refuses what any of
 * the three would refuse.
 */
final class StrictShard {

  static final int BYTES = 1 << 20;
  static final int RECORDS = 1_000;

  private static final long SECOND = 1_000_000_000L;

  private record Taken(long at, int bytes) {}

  private final Deque<Taken> second = new ArrayDeque<>();
  private final TokenBucket byteTokens = new TokenBucket(BYTES, BYTES, 0);
  private final TokenBucket recordTokens = new TokenBucket(RECORDS, RECORDS, 0);
  private long slidingBytes;
  private long wallSecond;
  private long wallBytes;
  private int wallRecords;
  private int refused;

  boolean admits(int bytes, long now) {
    forget(now);
    boolean admitted =
        slidingBytes + bytes <= BYTES
            && second.size() < RECORDS
            && wallBytes + bytes <= BYTES
            && wallRecords < RECORDS
            && byteTokens.available(now) >= bytes
            && recordTokens.available(now) >= 1;
    if (!admitted) {
      refused++;
      return false;
    }
    second.add(new Taken(now, bytes));
    slidingBytes += bytes;
    wallBytes += bytes;
    wallRecords++;
    byteTokens.take(bytes);
    recordTokens.take(1);
    return true;
  }

  private void forget(long now) {
    while (!second.isEmpty() && now - second.peek().at() >= SECOND) {
      slidingBytes -= second.poll().bytes();
    }
    if (now / SECOND != wallSecond) {
      wallSecond = now / SECOND;
      wallBytes = 0;
      wallRecords = 0;
    }
  }

  int refused() {
    return refused;
  }
}
