package dev.banyan.localcloud.sqs;

import java.time.Clock;

/**
 * Settings of {@link LocalSqs}.
 *
 * @param port TCP port on the loopback address, 0 for any free one
 * @param clock decides visibility, delay and retention
 * @param maxQueueBytes heap that the messages of one queue may take; a full queue refuses new ones
 */
public record SqsConfig(int port, Clock clock, long maxQueueBytes) {

  private static final long DEFAULT_MAX_QUEUE_BYTES = 64L << 20;

  public SqsConfig {
    if (maxQueueBytes < 1) {
      throw new IllegalArgumentException("maxQueueBytes must be positive, not " + maxQueueBytes);
    }
  }

  /** Any port, system clock, 64 MiB a queue. */
  public static SqsConfig defaults() {
    return new SqsConfig(0, Clock.systemUTC(), DEFAULT_MAX_QUEUE_BYTES);
  }

  public SqsConfig withPort(int value) {
    return new SqsConfig(value, clock, maxQueueBytes);
  }

  public SqsConfig withClock(Clock value) {
    return new SqsConfig(port, value, maxQueueBytes);
  }

  public SqsConfig withMaxQueueBytes(long value) {
    return new SqsConfig(port, clock, value);
  }
}
