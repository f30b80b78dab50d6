package dev.banyan.proxy.count;

/**
 * Confidence intervals of proportions that also hold for small samples and for rates near zero.
 *
 * <p>Source: E. B. Wilson, "Probable inference", JASA 22 (1927); for the difference of two, R. G.
 * Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
 * Medicine 17 (1998), method 10.
 *
 * @param rate the observed share, 0 to 1; 0 if nothing was observed
 * @param low lower end
 * @param high upper end
 */
public record Wilson(double rate, double low, double high) {

  /** For 99 % confidence, two-sided. */
  public static final double Z = 2.5758;

  /** The interval of {@code hits} in {@code total}; all of 0 to 1 if nothing was observed. */
  public static Wilson of(long hits, long total) {
    if (total <= 0) {
      return new Wilson(0, 0, 1);
    }
    double n = total;
    double p = Math.min(1, hits / n);
    double z2 = Z * Z;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return new Wilson(p, Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /** The lower end of the interval of this rate minus another. */
  public double excessOver(Wilson other) {
    return rate
        - other.rate
        - Math.sqrt(
            (rate - low) * (rate - low) + (other.high - other.rate) * (other.high - other.rate));
  }
}
