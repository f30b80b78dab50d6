package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.wire.AwsCall;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Calls about queues as such. */
final class QueueCalls {

  private final QueueStore queues;
  private final Supplier<URI> endpoint;

  QueueCalls(QueueStore queues, Supplier<URI> endpoint) {
    this.queues = queues;
    this.endpoint = endpoint;
  }

  ObjectNode create(AwsCall call) {
    String name = call.text("QueueName");
    if (name.endsWith(".fifo")) {
      throw Errors.error(
          "UnsupportedOperation", "The local SQS has standard queues only, no " + name + ".");
    }
    if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
      throw Errors.invalid(
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
    return url(queues.create(name, attributes(call)));
  }

  ObjectNode url(AwsCall call) {
    return url(queues.byName(call.text("QueueName")));
  }

  ObjectNode list(AwsCall call) {
    ObjectNode answer = empty();
    ArrayNode urls = answer.putArray("QueueUrls");
    queues
        .startingWith(call.optionalText("QueueNamePrefix").orElse(""))
        .forEach(queue -> urls.add(urlOf(queue)));
    return answer;
  }

  ObjectNode attributesOf(AwsCall call) {
    Queue queue = queues.byUrl(call);
    Set<String> wanted = new HashSet<>();
    if (call.has("AttributeNames")) {
      call.list("AttributeNames").forEach(name -> wanted.add(name.asText()));
    }
    ObjectNode answer = empty();
    ObjectNode shown = answer.putObject("Attributes");
    all(queue)
        .forEach(
            (name, value) -> {
              if (wanted.contains("All") || wanted.contains(name)) {
                shown.put(name, value);
              }
            });
    return answer;
  }

  ObjectNode change(AwsCall call) {
    Queue queue = queues.byUrl(call);
    queue.change(queue.attributes().with(attributes(call)));
    return empty();
  }

  ObjectNode purge(AwsCall call) {
    queues.byUrl(call).purge();
    return empty();
  }

  ObjectNode delete(AwsCall call) {
    queues.delete(queues.byUrl(call));
    return empty();
  }

  private static Map<String, String> all(Queue queue) {
    Queue.Counts counts = queue.counts();
    String created = Long.toString(queue.createdAt().getEpochSecond());
    Map<String, String> all = new TreeMap<>(queue.attributes().values());
    all.put("QueueArn", QueueStore.arn(queue));
    all.put("CreatedTimestamp", created);
    all.put("LastModifiedTimestamp", created);
    all.put("ApproximateNumberOfMessages", Integer.toString(counts.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(counts.inFlight()));
    all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(counts.delayed()));
    return all;
  }

  private static Map<String, String> attributes(AwsCall call) {
    Map<String, String> given = new TreeMap<>();
    if (call.has("Attributes")) {
      JsonNode body = call.object("Attributes").body();
      body.fields().forEachRemaining(each -> given.put(each.getKey(), each.getValue().asText()));
    }
    return given;
  }

  private ObjectNode url(Queue queue) {
    return empty().put("QueueUrl", urlOf(queue));
  }

  private String urlOf(Queue queue) {
    return endpoint.get() + "/" + QueueStore.ACCOUNT + "/" + queue.name();
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
