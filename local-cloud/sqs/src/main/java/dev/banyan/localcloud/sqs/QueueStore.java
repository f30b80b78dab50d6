package dev.banyan.localcloud.sqs;

import dev.banyan.localcloud.wire.AwsCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The queues by name, and how names, URLs and ARNs belong together. Thread-safe. */
final class QueueStore {

  static final String ACCOUNT = "000000000000";
  private static final String ARN_PREFIX = "arn:aws:sqs:us-east-1:" + ACCOUNT + ":";

  private final ConcurrentSkipListMap<String, Queue> queues = new ConcurrentSkipListMap<>();
  private final SqsConfig config;

  QueueStore(SqsConfig config) {
    this.config = config;
  }

  Queue create(String name, Map<String, String> attributes) {
    QueueAttributes wanted = new QueueAttributes(attributes);
    Queue queue =
        queues.computeIfAbsent(
            name, n -> new Queue(n, wanted, config.clock(), config.maxQueueBytes()));
    if (!queue.attributes().values().entrySet().containsAll(attributes.entrySet())) {
      throw Errors.error(
          "QueueNameExists", "A queue " + name + " with different attributes already exists.");
    }
    return queue;
  }

  Queue byUrl(AwsCall call) {
    String url = call.text("QueueUrl");
    return byName(url.substring(url.lastIndexOf('/') + 1));
  }

  Queue byName(String name) {
    return Optional.ofNullable(queues.get(name)).orElseThrow(Errors::noQueue);
  }

  Optional<Queue> byArn(String arn) {
    return Optional.of(arn)
        .filter(text -> text.startsWith(ARN_PREFIX))
        .map(text -> queues.get(text.substring(ARN_PREFIX.length())));
  }

  static String arn(Queue queue) {
    return ARN_PREFIX + queue.name();
  }

  void delete(Queue queue) {
    queues.remove(queue.name());
  }

  List<Queue> startingWith(String prefix) {
    return queues.values().stream().filter(queue -> queue.name().startsWith(prefix)).toList();
  }
}
