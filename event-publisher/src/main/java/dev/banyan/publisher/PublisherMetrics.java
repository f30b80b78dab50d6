package dev.banyan.publisher;

import java.time.Duration;
import java.util.Map;

/**
 * A publisher's counters since it was made.
 *
 * @param events acknowledged events
 * @param records acknowledged Kinesis records
 * @param requests PutRecords requests, with those that failed
 * @param bytes acknowledged bytes, data and partition keys
 * @param retries records that had to be sent again, by cause
 * @param tooLarge events that no record can carry
 * @param queueFull callers that gave up waiting
 * @param queuedBytes bytes of the queue's capacity that are taken now
 * @param oldestUnsent age of the oldest event not yet acknowledged, zero if there is none
 * @param eventBytes acknowledged bytes of envelopes, without what aggregation adds
 * @param setAside events kept as dead letters
 * @param lanes requests that may be in flight at once
 * @param inFlight requests that are in flight now
 * @param regroupings how often the lanes followed a resharding, or found the shards at first
 */
public record PublisherMetrics(
    long events,
    long records,
    long requests,
    long bytes,
    Map<RetryCause, Long> retries,
    long tooLarge,
    long queueFull,
    long queuedBytes,
    Duration oldestUnsent,
    long eventBytes,
    long setAside,
    int lanes,
    int inFlight,
    long regroupings) {

  public PublisherMetrics {
    retries = Map.copyOf(retries);
  }

  /** Records sent again, whatever the cause. */
  public long retried() {
    return retries.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Events in a Kinesis record, on average; zero before the first. */
  public double aggregationRatio() {
    return records == 0 ? 0 : (double) events / records;
  }
}
