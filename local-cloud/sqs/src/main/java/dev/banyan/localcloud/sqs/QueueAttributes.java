package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settable attributes of a queue as the API has them: text by name, checked once. */
record QueueAttributes(Map<String, String> values) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** Name, default, smallest and largest value, from the SetQueueAttributes reference. */
  private record Number(String name, int standard, int min, int max) {}

  private static final Number[] NUMBERS = {
    new Number("VisibilityTimeout", 30, 0, 43_200),
    new Number("DelaySeconds", 0, 0, 900),
    new Number("ReceiveMessageWaitTimeSeconds", 0, 0, 20),
    new Number("MessageRetentionPeriod", 345_600, 60, 1_209_600),
    new Number("MaximumMessageSize", 1_048_576, 1024, 1_048_576)
  };

  /** Where messages go that were received too often. */
  record Redrive(String targetArn, int maxReceiveCount) {}

  QueueAttributes {
    Map<String, String> complete = new TreeMap<>(values);
    for (Number number : NUMBERS) {
      check(number, complete.computeIfAbsent(number.name(), n -> "" + number.standard()));
    }
    values = Map.copyOf(complete);
    redrive(values);
  }

  Duration visibilityTimeout() {
    return seconds("VisibilityTimeout");
  }

  Duration delay() {
    return seconds("DelaySeconds");
  }

  Duration waitTime() {
    return seconds("ReceiveMessageWaitTimeSeconds");
  }

  Duration retention() {
    return seconds("MessageRetentionPeriod");
  }

  int maxMessageBytes() {
    return number("MaximumMessageSize");
  }

  Optional<Redrive> redrive() {
    return redrive(values);
  }

  QueueAttributes with(Map<String, String> changes) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.putAll(changes);
    return new QueueAttributes(changed);
  }

  private Duration seconds(String name) {
    return Duration.ofSeconds(number(name));
  }

  private int number(String name) {
    return Integer.parseInt(values.getOrDefault(name, "0"));
  }

  private static void check(Number number, String value) {
    try {
      int given = Integer.parseInt(value);
      if (given >= number.min() && given <= number.max()) {
        return;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers out of range.
    }
    throw Errors.invalidAttribute(number.name(), value);
  }

  private static Optional<Redrive> redrive(Map<String, String> values) {
    String policy = values.getOrDefault("RedrivePolicy", "");
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode node = MAPPER.readTree(policy);
      int count = node.path("maxReceiveCount").asInt();
      String target = node.path("deadLetterTargetArn").asText();
      if (count >= 1 && count <= 1000 && target.startsWith("arn:")) {
        return Optional.of(new Redrive(target, count));
      }
    } catch (JsonProcessingException e) {
      // Told below, together with policies that lack something.
    }
    throw Errors.invalidAttribute("RedrivePolicy", policy);
  }
}
