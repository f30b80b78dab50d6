package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * A bucket's record on its way. Its bytes never change until they are acknowledged, so that sending
 * them again after a lost answer stores the same thing twice at worst.
 *
 * <p>Confined to its lane's lock, but for the entry, which is immutable.
 */
final class SealedRecord {

  /** Magic number, digest and key table of an aggregate, and the partition key beside it. */
  static final int OVERHEAD_BYTES = AggregatedRecord.ENVELOPE_BYTES + 2 + 3 + 3;

  private final List<PendingEvent> events;
  private final PutRecordsRequestEntry entry;
  private final int requestBytes;
  private int attempts;
  private long notBefore;

  SealedRecord(int bucket, List<PendingEvent> events, long now) {
    String outerKey = Buckets.outerKey(bucket);
    byte[] data =
        AggregatedRecord.pack(outerKey, events.stream().map(PendingEvent::envelope).toList());
    this.events = List.copyOf(events);
    this.entry =
        PutRecordsRequestEntry.builder()
            .partitionKey(outerKey)
            .explicitHashKey(Buckets.explicitHashKey(bucket))
            .data(SdkBytes.fromByteArrayUnsafe(data))
            .build();
    this.requestBytes = data.length + outerKey.length();
    this.notBefore = now;
  }

  /** Upper bound of the size of a record that carries only this envelope, as Kinesis counts it. */
  static int bytesAlone(byte[] envelope) {
    return OVERHEAD_BYTES + AggregatedRecord.sizeInAggregate(envelope.length);
  }

  int bucket() {
    return events.get(0).bucket();
  }

  PutRecordsRequestEntry entry() {
    return entry;
  }

  /** Bytes that count against the request's limit. */
  int requestBytes() {
    return requestBytes;
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

  boolean due(long now) {
    return notBefore - now <= 0;
  }

  long notBefore() {
    return notBefore;
  }

  void failed(long now, Backoff backoff) {
    notBefore = now + backoff.nanos(attempts++);
  }
}
