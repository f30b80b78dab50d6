package dev.banyan.stream.testkit;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/** Builds a batch as Lambda delivers it; sequence numbers are s000, s001 and so on. */
public final class KinesisBatch {

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final List<KinesisEventRecord> records = new ArrayList<>();

  /** One aggregated record in the bucket of its first event. */
  public KinesisBatch add(Event... events) {
    return add(Buckets.outerKey(events[0].bucket()), events);
  }

  public KinesisBatch add(String outerKey, Event... events) {
    List<byte[]> envelopes = Arrays.stream(events).map(codec::encode).toList();
    return addRaw(outerKey, AggregatedRecord.pack(outerKey, envelopes));
  }

  /** A heartbeat into every bucket. */
  public KinesisBatch heartbeats(int n) {
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      String key = Buckets.outerKey(bucket);
      add(key, TestEvents.heartbeat(key, TestEvents.version(n)));
    }
    return this;
  }

  public KinesisBatch addRaw(String outerKey, byte[] data) {
    var inner = new KinesisEvent.Record();
    inner.setSequenceNumber("s%03d".formatted(records.size()));
    inner.setPartitionKey(outerKey);
    inner.setApproximateArrivalTimestamp(new Date(1_700_000_000_000L + records.size()));
    inner.setData(ByteBuffer.wrap(data));
    var record = new KinesisEventRecord();
    record.setEventID("shardId-000000000000:" + inner.getSequenceNumber());
    record.setKinesis(inner);
    records.add(record);
    return this;
  }

  public KinesisEvent build() {
    var event = new KinesisEvent();
    event.setRecords(records);
    return event;
  }
}
