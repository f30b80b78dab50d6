package dev.banyan.publisher;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was sent of late, and how much more may be: in any stretch of {@link #SPAN} no more than a
 * rate allows for it. That is a little longer than a second, so that requests which take unequally
 * long to arrive stay below the rate in every second of the shard, too. Confined to its lane.
 */
final class SlidingWindow {

  /** A second, and 25 ms by which two requests' ways may differ. */
  static final long SPAN = 1_025_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private record Sent(long at, int count) {}

  private final int most;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private int sum;

  /**
   * An empty window.
   *
   * @param perSecond the rate; 0 for no limit
   */
  SlidingWindow(int perSecond) {
    this.most = (int) (perSecond * (SPAN / NANOS_PER_SECOND));
  }

  private SlidingWindow(SlidingWindow other) {
    this.most = other.most;
    this.sum = other.sum;
    this.sent.addAll(other.sent);
  }

  SlidingWindow copy() {
    return new SlidingWindow(this);
  }

  /** What may be sent now. */
  int left(long now) {
    if (most == 0) {
      return Integer.MAX_VALUE;
    }
    for (Sent oldest = sent.peek(); oldest != null && isPast(oldest, now); oldest = sent.peek()) {
      sum -= sent.remove().count();
    }
    return most - sum;
  }

  /** A tick before it was sent is a leap of the ticker: it holds nothing up. */
  private static boolean isPast(Sent one, long now) {
    long age = now - one.at();
    return age < 0 || age >= SPAN;
  }

  void take(int count, long now) {
    if (most > 0) {
      sent.add(new Sent(now, count));
      sum += count;
    }
  }

  /** Nanoseconds until this much may be sent, or the most that ever may where that is less. */
  long until(int wanted, long now) {
    int missing = Math.min(wanted, most) - left(now);
    if (most == 0 || missing <= 0) {
      return 0;
    }
    for (Sent one : sent) {
      missing -= one.count();
      if (missing <= 0) {
        return one.at() + SPAN - now;
      }
    }
    return 0;
  }
}
