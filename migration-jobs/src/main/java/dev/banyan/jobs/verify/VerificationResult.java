package dev.banyan.jobs.verify;

import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param compared pairs, each time they were looked at
 * @param differences pairs that stand differing
 * @param unsettled pairs that differ still, but have not stood long enough to count: nobody knows
 * @param generations from 0 on
 * @param samples at most {@value #MOST_SAMPLES}, one per path inside, the longest-standing first
 * @param seconds that it took
 * @param completed false if it was stopped, so that nothing is proved
 */
public record VerificationResult(
    String capability,
    long compared,
    long differences,
    long unsettled,
    List<Generation> generations,
    List<Difference> samples,
    double seconds,
    boolean completed) {

  static final int MOST_SAMPLES = 50;

  /**
   * One pass.
   *
   * @param compared pairs that it looked at
   * @param changed documents that had changed since the pass before
   * @param differing pairs that differ after it, standing or not
   */
  public record Generation(int number, long compared, long changed, long differing) {}

  public VerificationResult {
    generations = List.copyOf(generations);
    samples = List.copyOf(samples);
  }

  /** Whether both sides agree. */
  public boolean isGood() {
    return completed && differences == 0 && unsettled == 0;
  }

  /** The longest-standing difference. */
  public Optional<Difference> headline() {
    return samples.stream().findFirst();
  }
}
