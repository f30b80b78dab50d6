package dev.banyan.localcloud.kinesis;

import dev.banyan.localcloud.kinesis.store.StoreConfig;
import java.time.Clock;
import java.time.Duration;

/**
 * Settings of {@link LocalKinesis}.
 *
 * @param port TCP port on the loopback address, 0 for any free one
 * @param clock decides expiry, retention and arrival times
 * @param maxStreamBytes heap that the records of one stream may take; above it the oldest go, which
 *     readers see as a later trim horizon
 * @param enforceThroughput whether shards refuse what is above their documented rates; off by
 *     default, because a laptop should not wait for limits it has paid nothing for
 * @param transition how long streams stay CREATING or UPDATING; zero by default
 */
public record KinesisConfig(
    int port, Clock clock, long maxStreamBytes, boolean enforceThroughput, Duration transition) {

  private static final long DEFAULT_MAX_STREAM_BYTES = 128L << 20;

  public KinesisConfig {
    store(clock, maxStreamBytes, enforceThroughput, transition);
  }

  /** Any port, system clock, 128 MiB a stream, no throughput limits. */
  public static KinesisConfig defaults() {
    return new KinesisConfig(0, Clock.systemUTC(), DEFAULT_MAX_STREAM_BYTES, false, Duration.ZERO);
  }

  public KinesisConfig withPort(int value) {
    return new KinesisConfig(value, clock, maxStreamBytes, enforceThroughput, transition);
  }

  public KinesisConfig withClock(Clock value) {
    return new KinesisConfig(port, value, maxStreamBytes, enforceThroughput, transition);
  }

  public KinesisConfig withMaxStreamBytes(long value) {
    return new KinesisConfig(port, clock, value, enforceThroughput, transition);
  }

  public KinesisConfig withEnforcedThroughput() {
    return new KinesisConfig(port, clock, maxStreamBytes, true, transition);
  }

  public KinesisConfig withTransition(Duration value) {
    return new KinesisConfig(port, clock, maxStreamBytes, enforceThroughput, value);
  }

  StoreConfig store() {
    return store(clock, maxStreamBytes, enforceThroughput, transition);
  }

  private static StoreConfig store(Clock clock, long bytes, boolean enforce, Duration transition) {
    return new StoreConfig(clock, bytes, enforce, transition);
  }
}
