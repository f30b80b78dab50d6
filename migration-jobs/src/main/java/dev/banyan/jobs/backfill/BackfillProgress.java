package dev.banyan.jobs.backfill;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a phase is.
 *
 * @param documents settled since the job was begun
 * @param total at its beginning
 * @param perSecond in this run
 * @param throttle why it is slower than it could be, while it is
 * @param remaining at this rate; nothing while there is no rate yet
 */
public record BackfillProgress(
    String phase,
    long documents,
    long total,
    double perSecond,
    Optional<String> throttle,
    Optional<Duration> remaining) {

  /** Is told twice a second, on the thread that runs the job. */
  @FunctionalInterface
  public interface Listener {
    void progressed(BackfillProgress progress);
  }
}
