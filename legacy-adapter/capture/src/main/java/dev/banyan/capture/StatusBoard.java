package dev.banyan.capture;

import dev.banyan.capture.RelayStatus.Problem;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the relay's thread reports and others read; thread-safe. */
final class StatusBoard {

  private final InstantSource clock;
  private final List<String> collections;
  private final LongAdder published = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private State state = State.STARTING;
  private @Nullable Problem problem;
  private @Nullable SourceVersion position;
  private Instant current;
  private long epoch;

  StatusBoard(InstantSource clock, List<String> collections) {
    this.clock = clock;
    this.collections = collections;
    this.current = clock.instant();
  }

  synchronized void is(State newState) {
    if (newState != State.STOPPED) {
      problem = null;
    }
    state = newState;
    notifyAll();
  }

  synchronized void troubled(State newState, @Nullable String message) {
    boolean ongoing = state == newState && problem != null;
    Instant since = ongoing && problem != null ? problem.since() : clock.instant();
    problem = new Problem(String.valueOf(message), collections, since);
    state = newState;
    notifyAll();
  }

  /** Stopped for good, since a time that may be before this process' start. */
  synchronized void lost(LostPosition position) {
    problem = new Problem(position.reason(), position.collections(), position.since());
    state = State.UNHEALTHY;
    notifyAll();
  }

  synchronized void leads(long newEpoch) {
    epoch = newEpoch;
  }

  /** Everything up to a change is acknowledged. */
  synchronized void reached(SourceVersion newPosition, Instant changedAt) {
    position = newPosition;
    current = changedAt.isAfter(current) ? changedAt : current;
  }

  /** Everything that the stream holds is acknowledged. */
  synchronized void caughtUp() {
    current = clock.instant();
  }

  /** The age of the oldest change that may not be acknowledged. */
  synchronized Duration lag() {
    Duration lag = Duration.between(current, clock.instant());
    return lag.isNegative() ? Duration.ZERO : lag;
  }

  void published(long events) {
    published.add(events);
  }

  void skipped() {
    skipped.increment();
  }

  synchronized RelayStatus status(boolean leaseValid, long deadLetters) {
    boolean doubtful = state == State.RUNNING && !leaseValid;
    return new RelayStatus(
        doubtful ? State.RECONNECTING : state,
        position,
        lag(),
        published.sum(),
        skipped.sum(),
        deadLetters,
        epoch,
        problem);
  }

  /** Waits until the relay runs, stands by or has stopped, or until the limit. */
  synchronized void awaitSettled(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long left = limit.toMillis();
    while ((state == State.STARTING || state == State.RECONNECTING) && left > 0) {
      wait(left);
      left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
  }
}
