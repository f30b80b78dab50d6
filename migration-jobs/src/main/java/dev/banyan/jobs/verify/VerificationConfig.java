package dev.banyan.jobs.verify;

import java.time.Duration;

/**
 * How a verification runs.
 *
 * @param threads that compare
 * @param settle between generations, while the target catches up
 * @param lagBound how long a change may take to arrive before it counts
 * @param standing re-checks that a difference must survive unchanged, besides the lag bound, to
 *     count
 * @param maxGenerations after generation 0; what is undecided then is reported as unsettled
 * @param mostSuspects differing pairs that are kept for re-checks; more are only counted, and count
 *     as differences
 */
public record VerificationConfig(
    int threads,
    Duration settle,
    Duration lagBound,
    int standing,
    int maxGenerations,
    int mostSuspects) {

  public static final VerificationConfig DEFAULT =
      new VerificationConfig(4, Duration.ofSeconds(1), Duration.ofSeconds(5), 3, 30, 10_000);

  public VerificationConfig {
    requirePositive("threads", threads);
    requirePositive("standing", standing);
    requirePositive("maxGenerations", maxGenerations);
    requirePositive("mostSuspects", mostSuspects);
    if (settle.isNegative() || lagBound.isNegative()) {
      throw new IllegalArgumentException(
          "settle and lagBound must not be negative: " + settle + ", " + lagBound);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }

  public VerificationConfig withSettle(Duration next) {
    return new VerificationConfig(threads, next, lagBound, standing, maxGenerations, mostSuspects);
  }

  public VerificationConfig withLagBound(Duration next) {
    return new VerificationConfig(threads, settle, next, standing, maxGenerations, mostSuspects);
  }

  public VerificationConfig withMaxGenerations(int next) {
    return new VerificationConfig(threads, settle, lagBound, standing, next, mostSuspects);
  }

  public VerificationConfig withMostSuspects(int next) {
    return new VerificationConfig(threads, settle, lagBound, standing, maxGenerations, next);
  }
}
