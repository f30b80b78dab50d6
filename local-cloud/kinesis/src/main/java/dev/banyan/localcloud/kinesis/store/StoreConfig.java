package dev.banyan.localcloud.kinesis.store;

import java.time.Clock;
import java.time.Duration;

/**
 * How the store behaves.
 *
 * @param maxStreamBytes heap that a stream's records may take; above it the oldest are trimmed
 * @param enforceThroughput whether shards refuse what is above their documented rates
 * @param transition how long a stream stays CREATING or UPDATING
 */
public record StoreConfig(
    Clock clock, long maxStreamBytes, boolean enforceThroughput, Duration transition) {

  public StoreConfig {
    if (maxStreamBytes < 1) {
      throw new IllegalArgumentException("maxStreamBytes must be positive, not " + maxStreamBytes);
    }
    if (transition.isNegative()) {
      throw new IllegalArgumentException("transition must not be negative, not " + transition);
    }
  }
}
