package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import java.time.Duration;

/**
 * How a publisher behaves.
 *
 * @param stream name of the Kinesis stream
 * @param lanes requests in flight at once until the stream's shards are known, a power of two up to
 *     the number of buckets; then each shard is a lane. A bucket always belongs to one lane
 * @param recordBytes the most that one Kinesis record may have, data and partition key. Kinesis
 *     takes 1 MiB at any time, up to 10 MiB only in bursts
 * @param aggregateBytes events are packed together up to this size; a larger event travels alone
 * @param requestBytes the most that one PutRecords request may have, all data and partition keys
 * @param queueBytes capacity of the queue: envelopes, and {@value #EVENT_BYTES} bytes for each
 * @param queueWait how long a caller waits for room in the queue, where it waits at all
 * @param pace shortest time between the starts of two requests of a lane
 * @param requestTimeout after this a request counts as unanswered
 * @param firstRetry upper bound of the first pause before a retry; it doubles with each further one
 * @param lastRetry upper bound of every pause
 * @param drain how long closing waits for what is queued
 * @param delivery how it treats callers and the stream
 */
public record PublisherConfig(
    String stream,
    int lanes,
    int recordBytes,
    int aggregateBytes,
    int requestBytes,
    int queueBytes,
    Duration queueWait,
    Duration pace,
    Duration requestTimeout,
    Duration firstRetry,
    Duration lastRetry,
    Duration drain,
    Delivery delivery) {

  /** What an event in the queue costs beside its envelope, bytes of heap, rounded up. */
  static final int EVENT_BYTES = 112;

  private static final int MIB = 1024 * 1024;

  /** Kinesis' own bounds on a record and on a request. */
  private static final int MAX_BYTES = 10 * MIB;

  public PublisherConfig {
    if (stream.isBlank()) {
      throw new IllegalArgumentException("stream must not be blank");
    }
    if (Integer.bitCount(lanes) != 1 || lanes < 1 || lanes > Buckets.COUNT) {
      throw new IllegalArgumentException(
          "lanes must be a power of two, 1 to " + Buckets.COUNT + ", was " + lanes);
    }
    requireRange("recordBytes", recordBytes, 1_024, MAX_BYTES);
    requireRange("aggregateBytes", aggregateBytes, 1_024, recordBytes);
    requireRange("requestBytes", requestBytes, recordBytes, MAX_BYTES);
    requireRange("queueBytes", queueBytes, recordBytes, Integer.MAX_VALUE);
    requirePositive("queueWait", queueWait);
    requirePositive("requestTimeout", requestTimeout);
    requirePositive("firstRetry", firstRetry);
    requirePositive("lastRetry", lastRetry);
    if (pace.isNegative() || drain.isNegative()) {
      throw new IllegalArgumentException("pace and drain must not be negative");
    }
  }

  /**
   * Named defaults. 16 buckets in at most 50 requests a second are 800 records, which one shard
   * takes (1,000 a second); pacing costs a lone event nothing.
   */
  public static PublisherConfig forStream(String stream) {
    return new PublisherConfig(
        stream,
        1,
        MIB,
        256 * 1024,
        5 * MIB,
        32 * MIB,
        Duration.ofSeconds(5),
        Duration.ofMillis(20),
        Duration.ofSeconds(5),
        Duration.ofMillis(50),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Delivery.DEFAULT);
  }

  /** The same with other sizes, for streams that allow larger records. */
  public PublisherConfig withSizes(int record, int aggregate, int request, int queue) {
    return new PublisherConfig(
        stream,
        lanes,
        record,
        aggregate,
        request,
        queue,
        queueWait,
        pace,
        requestTimeout,
        firstRetry,
        lastRetry,
        drain,
        delivery);
  }

  /** The same with other times. */
  public PublisherConfig withTimes(
      Duration newQueueWait,
      Duration newPace,
      Duration newRequestTimeout,
      Duration newFirstRetry,
      Duration newLastRetry) {
    return new PublisherConfig(
        stream,
        lanes,
        recordBytes,
        aggregateBytes,
        requestBytes,
        queueBytes,
        newQueueWait,
        newPace,
        newRequestTimeout,
        newFirstRetry,
        newLastRetry,
        drain,
        delivery);
  }

  /** The same with another number of lanes. */
  public PublisherConfig withLanes(int newLanes) {
    return new PublisherConfig(
        stream,
        newLanes,
        recordBytes,
        aggregateBytes,
        requestBytes,
        queueBytes,
        queueWait,
        pace,
        requestTimeout,
        firstRetry,
        lastRetry,
        drain,
        delivery);
  }

  /** The same with another treatment of callers and the stream. */
  public PublisherConfig withDelivery(Delivery newDelivery) {
    return new PublisherConfig(
        stream,
        lanes,
        recordBytes,
        aggregateBytes,
        requestBytes,
        queueBytes,
        queueWait,
        pace,
        requestTimeout,
        firstRetry,
        lastRetry,
        drain,
        newDelivery);
  }

  private static void requireRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + " bytes, was " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be above zero, was " + value);
    }
  }
}
