package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.QueueDefinition;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code AWS::SQS::Queue}. */
final class QueueReader {

  /** Template property to queue attribute. */
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "VisibilityTimeout", "VisibilityTimeout",
          "MessageRetentionPeriod", "MessageRetentionPeriod",
          "DelaySeconds", "DelaySeconds",
          "ReceiveMessageWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds",
          "FifoQueue", "FifoQueue",
          "ContentBasedDeduplication", "ContentBasedDeduplication");

  private QueueReader() {}

  static QueueDefinition queue(String name, TemplateValue properties) {
    Map<String, String> attributes = new LinkedHashMap<>();
    ATTRIBUTES.forEach(
        (property, attribute) -> {
          TemplateValue value = properties.get(property);
          if (value != null) {
            attributes.put(attribute, value.text(property));
          }
        });
    TemplateValue redrive = properties.get("RedrivePolicy");
    if (redrive != null) {
      attributes.put("RedrivePolicy", redrivePolicy(redrive));
    }
    return new QueueDefinition(name, attributes);
  }

  private static String redrivePolicy(TemplateValue redrive) {
    String arn = redrive.required("deadLetterTargetArn", "RedrivePolicy").text("RedrivePolicy");
    int count = redrive.integer("maxReceiveCount", 10);
    return "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"" + count + "\"}";
  }
}
