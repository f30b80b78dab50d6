package dev.banyan.capture.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.events.Event.Trace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A domain event as the application states it. Its version and its id come with the commit.
 *
 * @param type such as {@code follow.put}; {@code banyan.} is reserved
 * @param subject the key of the changed thing
 * @param partitionKey events with one key stay in commit order
 * @param data the whole state after the change, or the key of what is gone; a JSON object
 * @param trace the request behind it; null to take the one that the outbox finds
 */
public record OutboxEvent(
    String type, String subject, String partitionKey, JsonNode data, @Nullable Trace trace) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public OutboxEvent {
    requireText("type", type);
    requireText("partitionKey", partitionKey);
    Objects.requireNonNull(subject, "subject");
    if (type.startsWith("banyan.")) {
      throw new IllegalArgumentException("types that begin with banyan. are reserved: " + type);
    }
    if (!data.isObject()) {
      throw new IllegalArgumentException("data must be a JSON object, was " + data.getNodeType());
    }
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  /**
   * An event from any object that Jackson writes as a JSON object.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static OutboxEvent of(String type, String subject, String partitionKey, Object data) {
    return new OutboxEvent(type, subject, partitionKey, JSON.valueToTree(data), null);
  }

  /** An event whose data is JSON text. */
  public static OutboxEvent ofJson(String type, String subject, String partitionKey, String data) {
    try {
      return new OutboxEvent(type, subject, partitionKey, JSON.readTree(data), null);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("data is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The same, made by this request. */
  public OutboxEvent withTrace(Trace request) {
    return new OutboxEvent(type, subject, partitionKey, data, request);
  }
}
