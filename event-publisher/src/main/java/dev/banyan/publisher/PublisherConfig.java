package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import java.time.Duration;

/**
 * How a publisher behaves.
 *
 * @param stream name of the Kinesis stream
 * @param lanes requests in flight at once until the stream's shards are known, a power of two up to
 *     the number of buckets; then each shard is a lane. A bucket always belongs to one lane
 * @param delivery how it treats callers and the stream
 */
public record PublisherConfig(
    String stream, int lanes, PublisherSizes sizes, PublisherTimes times, Delivery delivery) {

  /** What an event in the queue costs beside its envelope, bytes of heap, rounded up. */
  static final int EVENT_BYTES = 112;

  public PublisherConfig {
    if (stream.isBlank()) {
      throw new IllegalArgumentException("stream must not be blank");
    }
    if (Integer.bitCount(lanes) != 1 || lanes < 1 || lanes > Buckets.COUNT) {
      throw new IllegalArgumentException(
          "lanes must be a power of two, 1 to " + Buckets.COUNT + ", was " + lanes);
    }
  }

  /**
   * Named defaults. 16 buckets in at most 50 requests a second are 800 records, which one shard
   * takes (1,000 a second); pacing costs a lone event nothing.
   */
  public static PublisherConfig forStream(String stream) {
    return new PublisherConfig(
        stream, 1, PublisherSizes.DEFAULT, PublisherTimes.DEFAULT, Delivery.DEFAULT);
  }

  /** The same with other sizes, for streams that allow larger records. */
  public PublisherConfig withSizes(int record, int aggregate, int request, int queue) {
    return new PublisherConfig(
        stream, lanes, new PublisherSizes(record, aggregate, request, queue), times, delivery);
  }

  /** The same with other times. */
  public PublisherConfig withTimes(PublisherTimes newTimes) {
    return new PublisherConfig(stream, lanes, sizes, newTimes, delivery);
  }

  /** The same with other times, but for what closing waits. */
  public PublisherConfig withTimes(
      Duration queueWait,
      Duration pace,
      Duration request,
      Duration firstRetry,
      Duration lastRetry) {
    return withTimes(
        new PublisherTimes(queueWait, pace, request, firstRetry, lastRetry, times.drain()));
  }

  /** The same with another number of lanes. */
  public PublisherConfig withLanes(int newLanes) {
    return new PublisherConfig(stream, newLanes, sizes, times, delivery);
  }

  /** The same with another treatment of callers and the stream. */
  public PublisherConfig withDelivery(Delivery newDelivery) {
    return new PublisherConfig(stream, lanes, sizes, times, newDelivery);
  }
}
