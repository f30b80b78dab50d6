package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls that send, delete and hide messages. */
final class MessageCalls {

  private static final int MAX_BATCH = 10;
  private static final int MAX_VISIBILITY_SECONDS = 43_200;

  private final QueueStore queues;

  MessageCalls(QueueStore queues) {
    this.queues = queues;
  }

  ObjectNode send(AwsCall call) {
    return send(queues.byUrl(call), call);
  }

  ObjectNode sendBatch(AwsCall call) {
    Queue queue = queues.byUrl(call);
    return batch(call, entry -> send(queue, entry));
  }

  ObjectNode delete(AwsCall call) {
    queues.byUrl(call).delete(Receipt.of(call.text("ReceiptHandle")));
    return empty();
  }

  ObjectNode deleteBatch(AwsCall call) {
    Queue queue = queues.byUrl(call);
    return batch(
        call,
        entry -> {
          queue.delete(Receipt.of(entry.text("ReceiptHandle")));
          return empty();
        });
  }

  ObjectNode changeVisibility(AwsCall call) {
    Queue queue = queues.byUrl(call);
    int seconds = seconds(call, "VisibilityTimeout", MAX_VISIBILITY_SECONDS);
    queue.changeVisibility(Receipt.of(call.text("ReceiptHandle")), Duration.ofSeconds(seconds));
    return empty();
  }

  private static ObjectNode send(Queue queue, AwsCall call) {
    String body = call.text("MessageBody");
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > queue.attributes().maxMessageBytes()) {
      throw Errors.invalid(
          "One or more parameters are invalid. Reason: Message must be 1 to "
              + queue.attributes().maxMessageBytes()
              + " bytes.");
    }
    ObjectNode attributes = empty();
    if (call.has("MessageAttributes")) {
      attributes.setAll((ObjectNode) call.object("MessageAttributes").body());
    }
    ObjectNode answer = empty();
    answer.put("MD5OfMessageBody", Digests.ofBody(body));
    if (!attributes.isEmpty()) {
      answer.put("MD5OfMessageAttributes", Digests.ofAttributes(attributes));
    }
    return answer.put("MessageId", queue.send(body, attributes, delay(call)));
  }

  private static @Nullable Duration delay(AwsCall call) {
    return call.has("DelaySeconds") ? Duration.ofSeconds(seconds(call, "DelaySeconds", 900)) : null;
  }

  static int seconds(AwsCall call, String member, int max) {
    int value = call.integer(member);
    if (value < 0 || value > max) {
      throw Errors.invalid(
          "Value "
              + value
              + " for parameter "
              + member
              + " is invalid. Reason: Must be 0 to "
              + max
              + ".");
    }
    return value;
  }

  private static ObjectNode batch(AwsCall call, Function<AwsCall, ObjectNode> each) {
    List<AwsCall> entries = call.objects("Entries");
    check(entries);
    ObjectNode answer = empty();
    ArrayNode successful = answer.putArray("Successful");
    ArrayNode failed = answer.putArray("Failed");
    for (AwsCall entry : entries) {
      String id = entry.text("Id");
      try {
        successful.add(each.apply(entry).put("Id", id));
      } catch (AwsException e) {
        failed.add(failure(id, e));
      }
    }
    return answer;
  }

  private static void check(List<AwsCall> entries) {
    if (entries.isEmpty()) {
      throw Errors.error("EmptyBatchRequest", "There should be at least one entry in the request.");
    }
    if (entries.size() > MAX_BATCH) {
      throw Errors.error(
          "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are 10. You have sent " + entries.size() + ".");
    }
    Set<String> ids = new HashSet<>();
    entries.forEach(entry -> ids.add(entry.text("Id")));
    if (ids.size() < entries.size()) {
      throw Errors.error("BatchEntryIdsNotDistinct", "Id of each entry must be its own.");
    }
  }

  private static ObjectNode failure(String id, AwsException error) {
    String code = error.type().substring(error.type().indexOf('#') + 1);
    return empty()
        .put("Id", id)
        .put("Code", code)
        .put("Message", error.getMessage())
        .put("SenderFault", true);
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
