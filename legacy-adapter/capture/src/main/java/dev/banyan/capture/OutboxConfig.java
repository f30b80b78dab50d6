package dev.banyan.capture;

import java.time.Duration;

/**
 * Whether and how the relay reads the outbox.
 *
 * @param mode how entries are found
 * @param keep how long an entry stays after its event is acknowledged; zero deletes it then
 * @param poll time between two looks where entries are polled and there were none
 */
public record OutboxConfig(Mode mode, Duration keep, Duration poll) {

  /** How entries are found. */
  public enum Mode {
    /** Not at all. */
    OFF,
    /** By change stream on a replica set, by polling on a standalone server. */
    AUTO,
    /** By polling, whatever the server can. */
    POLL
  }

  /** No outbox. */
  public static final OutboxConfig OFF =
      new OutboxConfig(Mode.OFF, Duration.ZERO, Duration.ofMillis(50));

  /** By change stream where there is one; entries go when they are acknowledged. */
  public static final OutboxConfig AUTO =
      new OutboxConfig(Mode.AUTO, Duration.ZERO, Duration.ofMillis(50));

  public OutboxConfig {
    if (keep.isNegative()) {
      throw new IllegalArgumentException("outbox keep must not be negative, was " + keep);
    }
    if (poll.isNegative() || poll.isZero()) {
      throw new IllegalArgumentException("outbox poll must be above zero, was " + poll);
    }
  }

  boolean enabled() {
    return mode != Mode.OFF;
  }
}
