package dev.banyan.proxy.canary;

import java.time.Duration;

/**
 * How a canary is judged.
 *
 * @param enabled whether it is
 * @param interval how often
 * @param minimum requests that either side of a route needs in order to be compared; fewer are kept
 *     for the next check
 * @param threshold failed checks, with none passed between, after which reads go back
 * @param errors by how much the share of failed answers may exceed legacy's, in percent
 * @param ceiling share of failed answers that serverless may have where it cannot be compared, in
 *     percent: in stage {@code SERVERLESS} without a recent comparison
 * @param latency how many times legacy's a latency quantile may be
 * @param slack what a latency quantile may be above that in any case
 * @param evidence how long a check counts as evidence, and legacy's figures as a comparison
 */
public record CanaryConfig(
    boolean enabled,
    Duration interval,
    int minimum,
    int threshold,
    double errors,
    double ceiling,
    double latency,
    Duration slack,
    Duration evidence) {

  /** On; every 30 s, 50 requests, 3 checks; 1 %, 5 %, 1.5 times and 50 ms; 24 h. */
  public static final CanaryConfig DEFAULT =
      new CanaryConfig(
          true,
          Duration.ofSeconds(30),
          50,
          3,
          1,
          5,
          1.5,
          Duration.ofMillis(50),
          Duration.ofHours(24));

  public CanaryConfig {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("canary.interval must be positive, was " + interval);
    }
    if (minimum < 1 || threshold < 1) {
      throw new IllegalArgumentException("canary.minimum and canary.threshold must be 1 or more");
    }
    if (ceiling <= 0 || ceiling > 100) {
      throw new IllegalArgumentException(
          "canary.ceiling must be above 0 and at most 100, was " + ceiling);
    }
    if (errors < 0 || latency < 1 || slack.isNegative()) {
      throw new IllegalArgumentException(
          "canary.errors and canary.slack must not be negative, canary.latency must be 1 or more");
    }
  }
}
