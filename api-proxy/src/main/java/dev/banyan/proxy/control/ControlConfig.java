package dev.banyan.proxy.control;

import java.time.Duration;

/**
 * How the control store is followed.
 *
 * @param table its DynamoDB table
 * @param poll how often it is read
 * @param fastPoll how often while a switch is announced or writes are held
 * @param startUp how long the start waits for the first read; then it goes on, and what needs a
 *     record is answered 503 until there is an answer
 */
public record ControlConfig(String table, Duration poll, Duration fastPoll, Duration startUp) {

  /** Table {@code banyan-control}, 1 s, 100 ms, 3 s. */
  public static final ControlConfig DEFAULT =
      new ControlConfig(
          "banyan-control", Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(3));

  public ControlConfig {
    if (poll.isZero() || poll.isNegative() || poll.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException(
          "control.poll must be above zero and not above 1s, was " + poll);
    }
    if (fastPoll.isZero() || fastPoll.isNegative() || fastPoll.compareTo(poll) > 0) {
      throw new IllegalArgumentException(
          "control.fast-poll must be above zero and not above control.poll, was " + fastPoll);
    }
  }
}
