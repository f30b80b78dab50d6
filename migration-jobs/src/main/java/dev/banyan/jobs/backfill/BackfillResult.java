package dev.banyan.jobs.backfill;

import dev.banyan.jobs.checkpoint.Counts;
import java.util.List;

/**
 * How a backfill ended.
 *
 * @param phases in their order; those that were not begun are not in it
 * @param seconds of this run; the counts are of all runs since the job was begun
 */
public record BackfillResult(
    String capability, Ending ending, List<PhaseResult> phases, double seconds) {

  /** Why it ended. */
  public enum Ending {
    /** All is copied. */
    COMPLETED,
    /** An earlier run had copied all: nothing was done, a restart would begin anew. */
    ALREADY_COMPLETED,
    /** It was stopped, and goes on from its checkpoints when run again. */
    STOPPED
  }

  /** One collection into one table. */
  public record PhaseResult(String name, Ending ending, Counts counts) {}

  public BackfillResult {
    phases = List.copyOf(phases);
  }

  /** The sum over the phases. */
  public Counts counts() {
    return phases.stream().map(PhaseResult::counts).reduce(Counts.NONE, Counts::plus);
  }

  public long documents() {
    return counts().documents();
  }

  public long written() {
    return counts().written();
  }

  public long alreadyNewer() {
    return counts().alreadyNewer();
  }

  public long deadLetters() {
    return counts().deadLetters();
  }
}
