package dev.banyan.localcloud.lambda.model;

import java.util.Map;

/**
 * An SQS queue.
 *
 * @param attributes as SQS names them, such as {@code VisibilityTimeout}
 */
public record QueueDefinition(String name, Map<String, String> attributes) {

  public QueueDefinition {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    attributes = Map.copyOf(attributes);
  }
}
