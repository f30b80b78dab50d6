package dev.banyan.capture.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * What a mapping bean makes of a change: the whole state of a thing, or the key of what is gone.
 *
 * @param type such as {@code follow.put}
 * @param subject the key of the thing
 * @param partitionKey events with one key stay in order
 * @param data a JSON object
 */
public record DomainEvent(String type, String subject, String partitionKey, JsonNode data) {

  public DomainEvent {
    requireText("type", type);
    requireText("partitionKey", partitionKey);
    Objects.requireNonNull(subject, "subject");
    if (!data.isObject()) {
      throw new IllegalArgumentException("data must be a JSON object, was " + data.getNodeType());
    }
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
