package dev.banyan.publisher;

import java.time.Duration;

/**
 * How a publisher treats callers and the stream.
 *
 * @param whenFull what a caller meets when the queue is full
 * @param linger how long an event may wait for company in its record; zero sends what is there. A
 *     full record never waits. Under load records fill without it
 * @param shardRefresh how often the stream's shards are listed; an answer from an unexpected shard
 *     lists them at once. Where that is not allowed the answers themselves tell them. Zero never
 *     lists them: the configured number of lanes stays, unpaced
 * @param shardPace how fast one shard is written to
 * @param breaker when requests stop because the stream does not answer
 */
public record Delivery(
    WhenFull whenFull,
    Duration linger,
    Duration shardRefresh,
    ShardPace shardPace,
    BreakerSettings breaker) {

  /** Waits when full, no linger, shards every minute, a full shard's pace. */
  public static final Delivery DEFAULT =
      new Delivery(
          WhenFull.WAIT,
          Duration.ZERO,
          Duration.ofMinutes(1),
          ShardPace.FULL_SHARD,
          BreakerSettings.DEFAULT);

  public Delivery {
    if (linger.isNegative() || shardRefresh.isNegative()) {
      throw new IllegalArgumentException("linger and shardRefresh must not be negative");
    }
  }

  /** The same with another answer to a full queue. */
  public Delivery withWhenFull(WhenFull other) {
    return new Delivery(other, linger, shardRefresh, shardPace, breaker);
  }

  /** The same with another linger. */
  public Delivery withLinger(Duration other) {
    return new Delivery(whenFull, other, shardRefresh, shardPace, breaker);
  }

  /** The same with shards listed as often as this. */
  public Delivery withShardRefresh(Duration other) {
    return new Delivery(whenFull, linger, other, shardPace, breaker);
  }

  /** The same with another pace per shard. */
  public Delivery withShardPace(ShardPace other) {
    return new Delivery(whenFull, linger, shardRefresh, other, breaker);
  }

  /** The same with another breaker. */
  public Delivery withBreaker(BreakerSettings other) {
    return new Delivery(whenFull, linger, shardRefresh, shardPace, other);
  }
}
