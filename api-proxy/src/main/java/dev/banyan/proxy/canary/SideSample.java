package dev.banyan.proxy.canary;

import org.HdrHistogram.Histogram;

/**
 * What one side of a route did during a check.
 *
 * @param requests that it was asked
 * @param errors 5xx, or no answer
 * @param latency until the answer began, in microseconds
 */
record SideSample(long requests, long errors, Histogram latency) {

  /** About 3.3 standard deviations: quantile intervals of 99.9 %. */
  private static final double Z = 3.29;

  static SideSample none() {
    return new SideSample(0, 0, new Histogram(2));
  }

  SideSample plus(SideSample other) {
    Histogram sum = latency.copy();
    sum.setAutoResize(true);
    sum.add(other.latency);
    return new SideSample(requests + other.requests, errors + other.errors, sum);
  }

  /** A quantile in microseconds, from 0 to 1. */
  long quantile(double q) {
    return latency.getValueAtPercentile(q * 100);
  }

  /** The lower end of a quantile's interval, by order statistics. */
  long lowest(double q) {
    return quantile(Math.max(0, q - spread(q)));
  }

  /** The upper end of a quantile's interval, by order statistics. */
  long highest(double q) {
    return quantile(Math.min(1, q + spread(q)));
  }

  private double spread(double q) {
    return Z * Math.sqrt(q * (1 - q) / Math.max(1, latency.getTotalCount()));
  }
}
