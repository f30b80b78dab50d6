package dev.banyan.stream;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import dev.banyan.events.Event;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One user record of a batch.
 *
 * @param order in the batch, from 0
 * @param lane what the order inside the batch is kept by: the outer key
 * @param event or null if the payload is no envelope, or its data cannot be had now
 * @param defect why there is none, else empty
 * @param comesAgain whether reading it again can help, because a store did not answer
 */
record BatchItem(
    int order,
    Position position,
    Instant arrival,
    String lane,
    byte[] payload,
    @Nullable Event event,
    String defect,
    boolean comesAgain) {

  /** Takes records apart, in order; what cannot be read is an item with a defect. */
  static List<BatchItem> decode(List<StreamRecord> records, EnvelopeCodec codec) {
    List<BatchItem> items = new ArrayList<>();
    for (StreamRecord record : records) {
      List<byte[]> payloads;
      try {
        payloads = AggregatedRecord.unpack(record.data());
      } catch (EnvelopeFormatException e) {
        items.add(defective(items.size(), record, 0, record.data(), e, false));
        continue;
      }
      for (int i = 0; i < payloads.size(); i++) {
        items.add(decode(items.size(), record, i, payloads.get(i), codec));
      }
    }
    return items;
  }

  private static BatchItem decode(
      int order, StreamRecord record, int index, byte[] payload, EnvelopeCodec codec) {
    try {
      Event event = codec.decode(payload);
      return new BatchItem(
          order,
          at(record, index),
          record.arrival(),
          record.partitionKey(),
          payload,
          event,
          "",
          false);
    } catch (EnvelopeFormatException e) {
      return defective(order, record, index, payload, e, false);
    } catch (UncheckedIOException e) { // the store of claim checks does not answer
      return defective(order, record, index, payload, e, true);
    }
  }

  private static BatchItem defective(
      int order,
      StreamRecord record,
      int index,
      byte[] payload,
      RuntimeException defect,
      boolean comesAgain) {
    return new BatchItem(
        order,
        at(record, index),
        record.arrival(),
        record.partitionKey(),
        payload,
        null,
        String.valueOf(defect.getMessage()),
        comesAgain);
  }

  private static Position at(StreamRecord record, int index) {
    return new Position(record.shard(), record.sequenceNumber(), index);
  }

  /** What is applied in order: an event's own key, or the outer key where there is no event. */
  String key() {
    return event == null ? lane : event.partitionKey();
  }

  /** The bucket that the item travelled in, which for a marker is not that of its own key. */
  int bucket() {
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (Buckets.outerKey(bucket).equals(lane)) {
        return bucket;
      }
    }
    return Buckets.of(key());
  }

  DeadLetter deadLetter(String capability, String cause) {
    return new DeadLetter(
        capability,
        arrival,
        position.toString(),
        cause,
        payload,
        event == null ? null : event.trace().correlationId());
  }
}
