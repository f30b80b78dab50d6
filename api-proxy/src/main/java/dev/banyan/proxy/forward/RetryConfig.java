package dev.banyan.proxy.forward;

/**
 * How many reads may be asked twice: of legacy, after serverless failed. Nothing else is asked
 * twice, and nothing three times.
 *
 * @param percent of the reads that went to serverless, 0 to 100
 * @param perSecond that may be in any case, so that a quiet route is helped too
 */
public record RetryConfig(int percent, int perSecond) {

  /** 10 %, and 10 a second. */
  public static final RetryConfig DEFAULT = new RetryConfig(10, 10);

  public RetryConfig {
    if (percent < 0 || percent > 100 || perSecond < 0) {
      throw new IllegalArgumentException(
          "retries.percent must be 0 to 100 and retries.per-second not negative");
    }
  }
}
