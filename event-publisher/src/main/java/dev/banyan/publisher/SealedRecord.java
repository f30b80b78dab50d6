package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket's record on its way. Its bytes never change until they are acknowledged, so that sending
 * them again after a lost answer stores the same thing twice at worst.
 *
 * <p>Confined to its publisher's core, but for the data and keys, which never change.
 */
final class SealedRecord {

  private static final int OUTER_KEY_BYTES = 3;
  private static final int HASH_KEY_BYTES = 39;

  /** Everything beside the user records as Kinesis counts: data and the partition key, at most. */
  static final int OVERHEAD_BYTES =
      AggregatedRecord.overhead(OUTER_KEY_BYTES, HASH_KEY_BYTES) + OUTER_KEY_BYTES;

  private final int bucket;
  private final List<PendingEvent> events;
  private final byte[] data;
  private final int envelopeBytes;
  private final int queuedBytes;
  private int attempts;
  private long notBefore;

  SealedRecord(int bucket, List<PendingEvent> events, long now) {
    this.bucket = bucket;
    this.events = List.copyOf(events);
    List<byte[]> envelopes = new ArrayList<>(events.size());
    int bytes = 0;
    int queued = 0;
    for (PendingEvent event : events) {
      envelopes.add(event.envelope());
      bytes += event.envelope().length;
      queued += event.queuedBytes();
    }
    this.envelopeBytes = bytes;
    this.queuedBytes = queued;
    this.data = AggregatedRecord.pack(outerKey(), explicitHashKey(), envelopes);
    this.notBefore = now;
  }

  /** Upper bound of the size of a record that carries only this envelope, as Kinesis counts it. */
  static int bytesAlone(byte[] envelope) {
    return OVERHEAD_BYTES + AggregatedRecord.sizeInAggregate(envelope.length);
  }

  int bucket() {
    return bucket;
  }

  String outerKey() {
    return Buckets.outerKey(bucket);
  }

  String explicitHashKey() {
    return Buckets.explicitHashKey(bucket);
  }

  byte[] data() {
    return data;
  }

  /** Bytes that count against a request's and a shard's limit. */
  int requestBytes() {
    return data.length + OUTER_KEY_BYTES;
  }

  int envelopeBytes() {
    return envelopeBytes;
  }

  /** What its events take of the queue's capacity. */
  int queuedBytes() {
    return queuedBytes;
  }

  int events() {
    return events.size();
  }

  List<PendingEvent> contents() {
    return events;
  }

  long since() {
    return events.get(0).since();
  }

  long notBefore() {
    return notBefore;
  }

  void failed(long now, Backoff backoff) {
    notBefore = now + backoff.nanos(attempts++);
  }
}
