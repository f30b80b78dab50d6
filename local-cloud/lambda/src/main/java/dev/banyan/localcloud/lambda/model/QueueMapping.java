package dev.banyan.localcloud.lambda.model;

import java.time.Duration;
import java.util.List;

/**
 * An event source mapping that reads an SQS queue.
 *
 * @param id logical id of the event in the template
 * @param queue its name
 * @param window longest wait for a batch to fill up; zero takes what is there
 * @param filters patterns as JSON; what matches none of them is deleted unseen, as on AWS
 */
public record QueueMapping(
    String id,
    String queue,
    int batchSize,
    Duration window,
    boolean reportItemFailures,
    List<String> filters) {

  public QueueMapping {
    if (batchSize < 1 || batchSize > 10_000) {
      throw new IllegalArgumentException(id + ": BatchSize must be 1 to 10000, not " + batchSize);
    }
    filters = List.copyOf(filters);
  }
}
