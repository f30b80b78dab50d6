package dev.banyan.publisher;

import java.time.Duration;

/**
 * Whether events reach the stream.
 *
 * @param state the short answer
 * @param breaker of the circuit around the stream
 * @param oldestUnsent age of the oldest event not yet acknowledged
 * @param message what is wrong and what to do about it; empty if nothing is
 */
public record PublisherHealth(State state, Breaker breaker, Duration oldestUnsent, String message) {

  /** The short answer. */
  public enum State {
    /** Events are acknowledged. */
    UP,
    /** The stream does not answer well; events wait and are tried again. */
    WAITING,
    /** The stream refuses events: somebody has to do something. Events wait meanwhile. */
    REFUSED,
    /** The publisher is closed. */
    CLOSED
  }

  /** State of the circuit breaker. */
  public enum Breaker {
    /** Requests flow. */
    CLOSED,
    /** One request is tried. */
    HALF_OPEN,
    /** Requests wait. */
    OPEN
  }

  /** Whether events are acknowledged. */
  public boolean isUp() {
    return state == State.UP;
  }
}
