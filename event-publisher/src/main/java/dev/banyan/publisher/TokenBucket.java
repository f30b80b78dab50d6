package dev.banyan.publisher;

/**
 * Room that comes back at a steady rate. What is taken may exceed what is there once (a record
 * larger than the burst); the debt is paid before anything else goes. Confined to its lane.
 */
final class TokenBucket {

  private static final double NANOS_PER_SECOND = 1e9;

  private final int perSecond;
  private final int burst;
  private double tokens;
  private long last;

  TokenBucket(int perSecond, int burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.last = now;
  }

  TokenBucket copy() {
    TokenBucket copy = new TokenBucket(perSecond, burst, last);
    copy.tokens = tokens;
    return copy;
  }

  /** What may be taken now, at most the burst. */
  int available(long now) {
    if (perSecond == 0) {
      return Integer.MAX_VALUE;
    }
    double earned = (now - last) * (perSecond / NANOS_PER_SECOND);
    tokens = Math.min(burst, tokens + Math.max(0, earned));
    last = now;
    return (int) tokens;
  }

  void take(int count) {
    tokens -= perSecond == 0 ? 0 : count;
  }

  /** Nanoseconds until this much is there, or all of the burst where that is less. */
  long until(int wanted, long now) {
    int goal = Math.min(wanted, burst);
    if (available(now) >= goal) {
      return 0;
    }
    return (long) Math.ceil((goal - tokens) * (NANOS_PER_SECOND / perSecond)) + 1;
  }
}
