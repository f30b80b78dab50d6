package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a relay is doing.
 *
 * @param state what it does now
 * @param position everything up to here is acknowledged; null before the first start
 * @param lag how old the oldest change is that may not be published yet, about zero when idle
 * @param published acknowledged events since the start, markers not counted
 * @param skipped changes not published for a good reason, since the start
 * @param deadLetters documents in the collection of dead letters
 * @param epoch of the lease that it holds or held last; 0 for none yet
 * @param problem why it is not running, null if it is
 */
public record RelayStatus(
    State state,
    @Nullable SourceVersion position,
    Duration lag,
    long published,
    long skipped,
    long deadLetters,
    long epoch,
    @Nullable Problem problem) {

  /** What a relay does. */
  public enum State {
    /** Not running yet. */
    STARTING,
    /** Another relay holds the lease. */
    STANDBY,
    /** Follows the stream. */
    RUNNING,
    /** Lost its connection, its lease or its sink for now, and tries again. */
    RECONNECTING,
    /** Stopped for good: going on would leave a gap, or is impossible. */
    UNHEALTHY,
    /** Closed. */
    STOPPED
  }

  /**
   * What is wrong.
   *
   * @param message what, and what to do
   * @param collections that are affected
   * @param since when it was found
   */
  public record Problem(String message, List<String> collections, Instant since) {
    public Problem {
      collections = List.copyOf(collections);
    }
  }
}
