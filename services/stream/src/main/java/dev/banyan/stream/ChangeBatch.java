package dev.banyan.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What functions on a table's stream need; a change is an item's new image. */
public final class ChangeBatch {

  private ChangeBatch() {}

  /**
   * A change of an item.
   *
   * @param sequenceNumber in the table's stream
   * @param time when it was made, or the epoch if the record does not say
   * @param item its new image
   */
  public record Change(String sequenceNumber, Instant time, Map<String, AttributeValue> item) {

    public Change {
      item = Map.copyOf(item);
    }
  }

  /** The changes that have a new image, in order. */
  public static List<Change> of(DynamodbEvent event) {
    return event.getRecords().stream()
        .filter(record -> record.getDynamodb().getNewImage() != null)
        .map(ChangeBatch::change)
        .toList();
  }

  private static Change change(DynamodbStreamRecord record) {
    Map<String, AttributeValue> item = new HashMap<>();
    record
        .getDynamodb()
        .getNewImage()
        .forEach((name, value) -> convert(value).ifPresent(v -> item.put(name, v)));
    Date time = record.getDynamodb().getApproximateCreationDateTime();
    return new Change(
        record.getDynamodb().getSequenceNumber(),
        time == null ? Instant.EPOCH : time.toInstant(),
        item);
  }

  /** Versioned items hold texts, numbers and flags; anything else is not of their layout. */
  private static Optional<AttributeValue> convert(
      com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue value) {
    if (value.getS() != null) {
      return Optional.of(AttributeValue.fromS(value.getS()));
    }
    if (value.getN() != null) {
      return Optional.of(AttributeValue.fromN(value.getN()));
    }
    return Optional.ofNullable(value.getBOOL()).map(AttributeValue::fromBool);
  }

  /** An item's texts, numbers and flags as JSON, which is what a dead letter keeps of a change. */
  public static byte[] json(Map<String, AttributeValue> item) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    item.forEach(
        (name, value) -> {
          if (value.bool() != null) {
            json.put(name, value.bool());
          } else {
            json.put(name, value.n() != null ? value.n() : value.s());
          }
        });
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A change that can never be worked off.
   *
   * @param function where it was set aside; the stream's records do not name their shard
   */
  public static DeadLetter deadLetter(
      String capability, String function, Change change, String cause) {
    return new DeadLetter(
        capability,
        change.time(),
        new Position(function, change.sequenceNumber(), 0).toString(),
        cause,
        json(change.item()),
        null);
  }

  /** The answer for a batch that is done, or done up to a sequence number. */
  public static StreamsEventResponse answer(Optional<String> firstFailed) {
    return new StreamsEventResponse(firstFailed.map(BatchItemFailure::new).stream().toList());
  }
}
