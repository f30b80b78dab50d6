package dev.banyan.jobs.verify;

/**
 * How far a verification is.
 *
 * @param generation the present one
 * @param compared pairs so far, in all generations
 * @param differing pairs at this moment, standing or not
 * @param scanned items that the scan for extra items has seen
 */
public record VerificationProgress(
    int generation, long compared, long differing, Phase phase, long scanned) {

  /** What it is doing. */
  public enum Phase {
    /** Documents and their items are compared. */
    COMPARING,
    /** The table is scanned for items that no document has. */
    SCANNING,
    /** What changed or differed is looked at again. */
    CHECKING
  }

  /** Is told after batches and generations, on the thread that runs the job or one of its own. */
  @FunctionalInterface
  public interface Listener {
    void progressed(VerificationProgress progress);
  }
}
