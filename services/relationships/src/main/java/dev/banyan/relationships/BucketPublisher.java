package dev.banyan.relationships;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Publishes a batch of envelopes in order per bucket.
 *
 * <ol>
 *   <li>Envelopes queue up by bucket, bounded by the batch they come from.
 *   <li>A request takes the head of every queue: one aggregated record per bucket, so that no
 *       record of a bucket can be accepted behind a failed one of the same bucket.
 *   <li>What was accepted leaves its queue; what failed stays the head and goes again first.
 *   <li>When nothing was accepted for too long, the earliest envelope left is reported.
 * </ol>
 */
final class BucketPublisher {

  /** Well below Kinesis' 1 MB a second and shard, so that one record does not fill it. */
  private static final int MAX_RECORD_BYTES = 256 * 1024;

  private final KinesisClient kinesis;
  private final String stream;
  private final Backoff backoff;

  BucketPublisher(KinesisClient kinesis, String stream, Backoff backoff) {
    this.kinesis = kinesis;
    this.stream = stream;
    this.backoff = backoff;
  }

  /**
   * An envelope to publish.
   *
   * @param order in the batch
   */
  record Outgoing(int order, int bucket, byte[] envelope) {}

  private record Head(int bucket, int count, PutRecordsRequestEntry entry) {}

  /** Publishes all; else the lowest order of what is not published for sure. */
  Optional<Integer> publish(List<Outgoing> batch) {
    Map<Integer, Deque<Outgoing>> queues = new TreeMap<>();
    for (Outgoing outgoing : batch) {
      queues.computeIfAbsent(outgoing.bucket(), bucket -> new ArrayDeque<>()).add(outgoing);
    }
    int failed = 0;
    while (!queues.isEmpty()) {
      failed = send(queues) ? 0 : failed + 1;
      if (failed > 0 && !backoff.pause(failed)) {
        break;
      }
    }
    return queues.values().stream()
        .map(queue -> queue.element().order())
        .min(Comparator.naturalOrder());
  }

  /** One request; false if none of its records was accepted. */
  private boolean send(Map<Integer, Deque<Outgoing>> queues) {
    List<Head> heads = new ArrayList<>();
    queues.forEach((bucket, queue) -> heads.add(head(bucket, queue)));
    List<PutRecordsResultEntry> results;
    try {
      List<PutRecordsRequestEntry> entries = heads.stream().map(Head::entry).toList();
      results = kinesis.putRecords(r -> r.streamName(stream).records(entries)).records();
    } catch (SdkException e) {
      LogLine.warn("publish").with("cause", e.getMessage()).write();
      return false;
    }
    boolean accepted = false;
    for (int i = 0; i < heads.size(); i++) {
      if (results.get(i).errorCode() == null) {
        remove(queues, heads.get(i));
        accepted = true;
      }
    }
    return accepted;
  }

  private static Head head(int bucket, Deque<Outgoing> queue) {
    List<byte[]> envelopes = new ArrayList<>();
    int bytes = AggregatedRecord.ENVELOPE_BYTES;
    for (Outgoing next : queue) {
      bytes += AggregatedRecord.sizeInAggregate(next.envelope().length);
      if (bytes > MAX_RECORD_BYTES && !envelopes.isEmpty()) {
        break;
      }
      envelopes.add(next.envelope());
    }
    String key = Buckets.outerKey(bucket);
    String hashKey = Buckets.explicitHashKey(bucket);
    var entry =
        PutRecordsRequestEntry.builder()
            .partitionKey(key)
            .explicitHashKey(hashKey)
            .data(SdkBytes.fromByteArray(AggregatedRecord.pack(key, hashKey, envelopes)))
            .build();
    return new Head(bucket, envelopes.size(), entry);
  }

  private static void remove(Map<Integer, Deque<Outgoing>> queues, Head head) {
    Deque<Outgoing> queue = queues.getOrDefault(head.bucket(), new ArrayDeque<>());
    for (int i = 0; i < head.count(); i++) {
      queue.remove();
    }
    if (queue.isEmpty()) {
      queues.remove(head.bucket());
    }
  }
}
