package dev.banyan.jobs.verify;

/**
 * How far a verification is.
 *
 * @param generation the present one
 * @param compared pairs so far, in all generations
 * @param differing pairs at this moment, standing or not
 */
public record VerificationProgress(int generation, long compared, long differing) {

  /** Is told after batches and generations, on the thread that runs the job or one of its own. */
  @FunctionalInterface
  public interface Listener {
    void progressed(VerificationProgress progress);
  }
}
