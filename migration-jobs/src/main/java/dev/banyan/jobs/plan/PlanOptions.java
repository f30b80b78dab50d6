package dev.banyan.jobs.plan;

/**
 * How closely a plan looks.
 *
 * @param sample documents that are looked at
 * @param exactKeys whether all documents are read to find keys that come twice
 * @param mostHashes key hashes in memory, about 16 bytes each; more passes if there are more keys
 * @param writesPerSecond the rate that the duration is estimated for, in write units
 */
public record PlanOptions(
    int sample, boolean exactKeys, int mostHashes, double writesPerSecond, Prices prices) {

  public static final PlanOptions DEFAULT =
      new PlanOptions(10_000, false, 4_000_000, 4_000, Prices.US_EAST_1);

  public PlanOptions {
    if (sample < 1 || mostHashes < 1 || !(writesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "sample, mostHashes and writesPerSecond must be above 0, were "
              + sample
              + ", "
              + mostHashes
              + ", "
              + writesPerSecond);
    }
  }
}
