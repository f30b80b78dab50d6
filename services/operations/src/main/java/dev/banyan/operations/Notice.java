package dev.banyan.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What an event source mapping says of a batch that it discarded: where the records are, not what
 * they hold. Source: "Retain discarded records", AWS Lambda developer guide.
 *
 * @param source which service's stream it is
 * @param function its name
 * @param condition such as {@code RetryAttemptsExhausted} or {@code RecordAgeExceeded}
 * @param first sequence number of the first record
 * @param last sequence number of the last record
 * @param arrival of the first record
 */
record Notice(
    Source source,
    String function,
    String condition,
    String streamArn,
    String shard,
    BigInteger first,
    BigInteger last,
    Instant arrival) {

  enum Source {
    KINESIS("KinesisBatchInfo"),
    DYNAMODB("DDBStreamBatchInfo");

    private final String member;

    Source(String member) {
      this.member = member;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is no notice
   */
  static Notice parse(String message) {
    JsonNode root;
    try {
      root = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    for (Source source : Source.values()) {
      JsonNode batch = root.path(source.member);
      if (batch.isObject()) {
        return parse(source, root.path("requestContext"), batch);
      }
    }
    throw new IllegalArgumentException("no notice of a discarded batch of a stream");
  }

  private static Notice parse(Source source, JsonNode context, JsonNode batch) {
    String function = text(context, "functionArn").replaceFirst(".*:function:", "");
    int qualifier = function.indexOf(':');
    return new Notice(
        source,
        qualifier < 0 ? function : function.substring(0, qualifier),
        text(context, "condition"),
        text(batch, "streamArn"),
        text(batch, "shardId"),
        number(batch, "startSequenceNumber"),
        number(batch, "endSequenceNumber"),
        instant(batch, "approximateArrivalOfFirstRecord"));
  }

  private static BigInteger number(JsonNode node, String name) {
    try {
      return new BigInteger(text(node, name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is no sequence number: " + text(node, name), e);
    }
  }

  private static Instant instant(JsonNode node, String name) {
    try {
      return Instant.parse(text(node, name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(name + " is no time: " + text(node, name), e);
    }
  }

  private static String text(JsonNode node, String name) {
    String text = node.path(name).textValue();
    if (text == null) {
      throw new IllegalArgumentException("the notice has no " + name);
    }
    return text;
  }

  boolean covers(@Nullable String sequenceNumber) {
    return sequenceNumber != null && new BigInteger(sequenceNumber).compareTo(last) <= 0;
  }
}
