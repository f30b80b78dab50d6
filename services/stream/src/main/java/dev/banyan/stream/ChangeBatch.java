package dev.banyan.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
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
   * @param item its new image
   */
  public record Change(String sequenceNumber, Map<String, AttributeValue> item) {

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
    record.getDynamodb().getNewImage().forEach((name, value) -> item.put(name, convert(value)));
    return new Change(record.getDynamodb().getSequenceNumber(), item);
  }

  private static AttributeValue convert(
      com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue value) {
    if (value.getS() != null) {
      return AttributeValue.fromS(value.getS());
    }
    if (value.getN() != null) {
      return AttributeValue.fromN(value.getN());
    }
    if (value.getBOOL() != null) {
      return AttributeValue.fromBool(value.getBOOL());
    }
    throw new IllegalArgumentException("versioned items hold text, numbers and flags: " + value);
  }

  /** The answer for a batch that is done, or done up to a sequence number. */
  public static StreamsEventResponse answer(Optional<String> firstFailed) {
    return new StreamsEventResponse(firstFailed.map(BatchItemFailure::new).stream().toList());
  }
}
