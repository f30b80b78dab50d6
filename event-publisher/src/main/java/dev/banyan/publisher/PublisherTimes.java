package dev.banyan.publisher;

import java.time.Duration;

/**
 * How long a publisher waits for what.
 *
 * @param queueWait how long a caller waits for room in the queue, where it waits at all
 * @param pace shortest time between the starts of two requests of a lane
 * @param request after this a request counts as unanswered
 * @param firstRetry upper bound of the first pause before a retry; it doubles with each further one
 * @param lastRetry upper bound of every pause
 * @param drain how long closing waits for what is queued
 */
public record PublisherTimes(
    Duration queueWait,
    Duration pace,
    Duration request,
    Duration firstRetry,
    Duration lastRetry,
    Duration drain) {

  public static final PublisherTimes DEFAULT =
      new PublisherTimes(
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  public PublisherTimes {
    requirePositive("queueWait", queueWait);
    requirePositive("requestTimeout", request);
    requirePositive("firstRetry", firstRetry);
    requirePositive("lastRetry", lastRetry);
    if (pace.isNegative() || drain.isNegative()) {
      throw new IllegalArgumentException("pace and drain must not be negative");
    }
  }

  /** The same with another pace. */
  public PublisherTimes withPace(Duration newPace) {
    return new PublisherTimes(queueWait, newPace, request, firstRetry, lastRetry, drain);
  }

  /** The same with another wait of callers. */
  public PublisherTimes withQueueWait(Duration newQueueWait) {
    return new PublisherTimes(newQueueWait, pace, request, firstRetry, lastRetry, drain);
  }

  /** The same with another wait of closing. */
  public PublisherTimes withDrain(Duration newDrain) {
    return new PublisherTimes(queueWait, pace, request, firstRetry, lastRetry, newDrain);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be above zero, was " + value);
    }
  }
}
