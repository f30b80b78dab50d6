package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Messages of one queue as Lambda sends them. */
record QueueEvents(String queueArn, String region) {

  byte[] event(List<Message> messages) {
    return EventJson.records(messages.stream().map(m -> EventJson.bytes(entry(m))).toList());
  }

  private ObjectNode entry(Message message) {
    ObjectNode entry = described(message);
    entry.put("receiptHandle", message.receiptHandle());
    entry.put("body", message.body());
    entry.put("md5OfBody", message.md5OfBody());
    entry.put("eventSource", "aws:sqs");
    entry.put("eventSourceARN", queueArn);
    entry.put("awsRegion", region);
    return entry;
  }

  /** Lambda parses a body that is JSON before it filters. */
  static JsonNode filterView(Message message) {
    ObjectNode view = described(message);
    view.set("body", EventJson.parsed(message.body()));
    return view;
  }

  private static ObjectNode described(Message message) {
    ObjectNode node = EventJson.object();
    node.put("messageId", message.messageId());
    ObjectNode attributes = node.putObject("attributes");
    message.attributesAsStrings().forEach(attributes::put);
    ObjectNode own = node.putObject("messageAttributes");
    message.messageAttributes().forEach((name, value) -> own.set(name, attribute(value)));
    return node;
  }

  private static ObjectNode attribute(MessageAttributeValue value) {
    ObjectNode node = EventJson.object();
    if (value.stringValue() != null) {
      node.put("stringValue", value.stringValue());
    }
    if (value.binaryValue() != null) {
      node.put("binaryValue", value.binaryValue().asByteArrayUnsafe());
    }
    node.putArray("stringListValues");
    node.putArray("binaryListValues");
    node.put("dataType", value.dataType());
    return node;
  }
}
