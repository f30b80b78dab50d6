package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.QueueMapping;
import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Runs one mapping from a queue to a function: what the function takes is deleted, the rest comes
 * back when the queue's visibility timeout has passed, as on AWS. Thread-safe.
 */
final class QueueMappingRunner implements Mapping {

  private static final Logger LOG = LoggerFactory.getLogger(QueueMappingRunner.class);

  /** SQS' bound for one call. */
  private static final int MAX_PER_CALL = 10;

  /** Short, so that closing does not wait long. */
  private static final int LONG_POLL_SECONDS = 1;

  private final QueueMapping mapping;
  private final SqsClient sqs;
  private final QueueEvents events;
  private final Surroundings surroundings;
  private final int pollers;
  private final RecordFilter filter;
  private final MappingMetrics metrics = new MappingMetrics();
  private final MappingThreads threads;

  /**
   * @param pollers batches that may be underway at a time
   */
  QueueMappingRunner(
      QueueMapping mapping,
      SqsClient sqs,
      QueueEvents events,
      Surroundings surroundings,
      int pollers) {
    this.mapping = mapping;
    this.sqs = sqs;
    this.events = events;
    this.surroundings = surroundings;
    this.pollers = pollers;
    this.filter = new RecordFilter(mapping.id(), mapping.filters());
    this.threads = new MappingThreads(mapping.id());
  }

  @Override
  public void start() {
    String url = sqs.getQueueUrl(r -> r.queueName(mapping.queue())).queueUrl();
    for (int i = 0; i < pollers; i++) {
      threads.start("poller", () -> poll(url));
    }
  }

  private void poll(String url) throws InterruptedException {
    int failures = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        List<Message> batch = wanted(url, receive(url));
        if (!batch.isEmpty()) {
          handle(url, batch);
        }
        failures = 0;
      } catch (SdkException e) {
        failures++;
        metrics.error("cannot use queue " + mapping.queue() + ": " + e.getMessage());
        LOG.warn(
            "{}: cannot use {}, trying again: {}", mapping.id(), mapping.queue(), e.toString());
        Thread.sleep(Backoff.OF_READS.delay(failures).toMillis());
      }
    }
  }

  private List<Message> receive(String url) {
    List<Message> batch = new ArrayList<>();
    long deadline = System.nanoTime() + mapping.window().toNanos();
    do {
      int room = Math.min(MAX_PER_CALL, mapping.batchSize() - batch.size());
      List<Message> received =
          sqs.receiveMessage(
                  r ->
                      r.queueUrl(url)
                          .maxNumberOfMessages(room)
                          .waitTimeSeconds(batch.isEmpty() ? LONG_POLL_SECONDS : 0)
                          .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                          .messageAttributeNames("All"))
              .messages();
      batch.addAll(received);
      if (received.isEmpty() && mapping.window().isZero()) {
        break;
      }
    } while (batch.size() < mapping.batchSize()
        && (System.nanoTime() < deadline || (!batch.isEmpty() && mapping.window().isZero())));
    return batch;
  }

  /** What passes no filter is deleted unseen. */
  private List<Message> wanted(String url, List<Message> messages) {
    List<Message> wanted = new ArrayList<>();
    List<Message> unwanted = new ArrayList<>();
    for (Message each : messages) {
      (filter.passes(() -> QueueEvents.filterView(each)) ? wanted : unwanted).add(each);
    }
    unwanted.forEach(each -> metrics.filtered());
    delete(url, unwanted);
    return wanted;
  }

  private void handle(String url, List<Message> batch) throws InterruptedException {
    InvocationResult result = surroundings.invoke(events.event(batch));
    List<Message> handled = handled(result, batch);
    if (handled.size() < batch.size()) {
      metrics.failed(
          result instanceof Failed failed
              ? failed.cause() + ": " + failed.message()
              : "the function reported failed items");
    }
    delete(url, handled);
    metrics.handled(handled.size());
  }

  private List<Message> handled(InvocationResult result, List<Message> batch) {
    if (!(result instanceof Returned returned)) {
      return List.of();
    }
    if (!mapping.reportItemFailures()) {
      return batch;
    }
    List<String> ids = batch.stream().map(Message::messageId).toList();
    Optional<Set<String>> failed = BatchResponse.failures(returned.payload(), ids);
    return failed
        .map(f -> batch.stream().filter(m -> !f.contains(m.messageId())).toList())
        .orElse(List.of());
  }

  private void delete(String url, List<Message> messages) {
    for (int from = 0; from < messages.size(); from += MAX_PER_CALL) {
      List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
      for (Message each : messages.subList(from, Math.min(messages.size(), from + MAX_PER_CALL))) {
        entries.add(
            DeleteMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .receiptHandle(each.receiptHandle())
                .build());
      }
      sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries));
    }
  }

  @Override
  public MappingStatus status() {
    return metrics.status(mapping.id(), mapping.queue(), pollers, 0);
  }

  @Override
  public void close() {
    threads.close();
  }
}
