package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.wire.AwsCall;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** ReceiveMessage: looks for messages until there are some or the wait time is over. */
final class ReceiveCall {

  private static final int MAX_MESSAGES = 10;
  private static final int MAX_WAIT_SECONDS = 20;
  private static final int MAX_VISIBILITY_SECONDS = 43_200;
  private static final int LOOK_AGAIN_MILLIS = 20;

  private final QueueStore queues;

  ReceiveCall(QueueStore queues) {
    this.queues = queues;
  }

  CompletionStage<ObjectNode> answer(AwsCall call) {
    Queue queue = queues.byUrl(call);
    QueueAttributes attributes = queue.attributes();
    Duration wait =
        call.has("WaitTimeSeconds")
            ? Duration.ofSeconds(MessageCalls.seconds(call, "WaitTimeSeconds", MAX_WAIT_SECONDS))
            : attributes.waitTime();
    return look(call, queue, System.nanoTime() + wait.toNanos());
  }

  private CompletionStage<ObjectNode> look(AwsCall call, Queue queue, long deadline) {
    ObjectNode answer = receive(call, queue);
    if (!answer.isEmpty() || System.nanoTime() >= deadline) {
      return CompletableFuture.completedStage(answer);
    }
    return CompletableFuture.supplyAsync(
            () -> queue,
            CompletableFuture.delayedExecutor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS))
        .thenCompose(again -> look(call, again, deadline));
  }

  private ObjectNode receive(AwsCall call, Queue queue) {
    Queue.Taken taken = queue.receive(max(call), visibility(call, queue));
    queue
        .attributes()
        .redrive()
        .flatMap(redrive -> queues.byArn(redrive.targetArn()))
        .ifPresent(target -> taken.exhausted().forEach(target::adopt));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (!taken.received().isEmpty()) {
      ArrayNode messages = answer.putArray("Messages");
      taken.received().forEach(each -> messages.add(json(each, call)));
    }
    return answer;
  }

  private static int max(AwsCall call) {
    int max = call.optionalInteger("MaxNumberOfMessages").orElse(1);
    if (max < 1 || max > MAX_MESSAGES) {
      throw Errors.invalid(
          "Value "
              + max
              + " for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.");
    }
    return max;
  }

  private static Duration visibility(AwsCall call, Queue queue) {
    return call.has("VisibilityTimeout")
        ? Duration.ofSeconds(
            MessageCalls.seconds(call, "VisibilityTimeout", MAX_VISIBILITY_SECONDS))
        : queue.attributes().visibilityTimeout();
  }

  private static Set<String> names(AwsCall call, String member) {
    Set<String> names = new HashSet<>();
    if (call.has(member)) {
      call.list(member).forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  private static ObjectNode json(Queue.Received received, AwsCall call) {
    Message message = received.message();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("MessageId", message.id())
        .put("ReceiptHandle", received.receipt().handle())
        .put("MD5OfBody", Digests.ofBody(message.body()))
        .put("Body", message.body());
    ObjectNode attributes = attributes(message, call);
    if (!attributes.isEmpty()) {
      node.set("MessageAttributes", attributes);
      node.put("MD5OfMessageAttributes", Digests.ofAttributes(attributes));
    }
    ObjectNode system = system(received, call);
    if (!system.isEmpty()) {
      node.set("Attributes", system);
    }
    return node;
  }

  /** Those asked for by name, or all; none by default. */
  private static ObjectNode attributes(Message message, AwsCall call) {
    ObjectNode attributes = message.attributes().deepCopy();
    Set<String> wanted = names(call, "MessageAttributeNames");
    if (!wanted.contains("All") && !wanted.contains(".*")) {
      attributes.retain(wanted);
    }
    return attributes;
  }

  /** System attributes go by two names: the older list and the newer one. */
  private static ObjectNode system(Queue.Received received, AwsCall call) {
    Message message = received.message();
    ObjectNode system = JsonNodeFactory.instance.objectNode();
    system
        .put("SenderId", QueueStore.ACCOUNT)
        .put("SentTimestamp", Long.toString(message.sentAt().toEpochMilli()))
        .put("ApproximateReceiveCount", Integer.toString(received.receipt().receiveCount()))
        .put(
            "ApproximateFirstReceiveTimestamp",
            Long.toString(received.firstReceivedAt().toEpochMilli()));
    Set<String> wanted = names(call, "AttributeNames");
    wanted.addAll(names(call, "MessageSystemAttributeNames"));
    if (!wanted.contains("All")) {
      system.retain(wanted);
    }
    return system;
  }
}
