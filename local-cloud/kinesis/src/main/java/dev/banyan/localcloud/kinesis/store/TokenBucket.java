package dev.banyan.localcloud.kinesis.store;

/**
 * A rate with a burst of one second. What is taken may drive it below zero; then nothing is given
 * until the debt is paid, which is how Kinesis treats a read or a record above the rate.
 */
final class TokenBucket {

  private final double perSecond;
  private double tokens;
  private long filledAtMillis;

  TokenBucket(double perSecond, long nowMillis) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.filledAtMillis = nowMillis;
  }

  boolean has(double wanted, long nowMillis) {
    double passed = Math.max(0, nowMillis - filledAtMillis) / 1000.0;
    tokens = Math.min(perSecond, tokens + passed * perSecond);
    filledAtMillis = Math.max(filledAtMillis, nowMillis);
    return tokens >= Math.min(wanted, perSecond);
  }

  void take(double amount) {
    tokens -= amount;
  }
}
