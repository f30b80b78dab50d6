package dev.banyan.localcloud.lambda.resources;

import dev.banyan.localcloud.lambda.model.Application;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.model.QueueDefinition;
import dev.banyan.localcloud.lambda.model.StreamDefinition;
import dev.banyan.localcloud.lambda.model.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Creates what a template declares, unless it is there already. Waits until it can be used. */
public final class ResourceCreation {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceCreation.class);

  private final AwsClients clients;

  public ResourceCreation(AwsClients clients) {
    this.clients = clients;
  }

  /**
   * @throws LambdaHostException naming the resource that cannot be created
   */
  public void create(Application application) {
    application.tables().forEach(t -> named("table " + t.name(), () -> create(t)));
    application.streams().forEach(s -> named("stream " + s.name(), () -> create(s)));
    targetsFirst(application.queues()).forEach(q -> named("queue " + q.name(), () -> create(q)));
  }

  private static void named(String what, Runnable creation) {
    try {
      creation.run();
    } catch (SdkException e) {
      throw new LambdaHostException(
          "cannot create " + what + ": " + e.getMessage() + "; is the endpoint right and up?", e);
    }
  }

  /** A queue that redrives to another one can only be created after that one. */
  private static List<QueueDefinition> targetsFirst(List<QueueDefinition> queues) {
    List<QueueDefinition> sorted = new ArrayList<>();
    queues.stream().filter(q -> !q.attributes().containsKey("RedrivePolicy")).forEach(sorted::add);
    queues.stream().filter(q -> q.attributes().containsKey("RedrivePolicy")).forEach(sorted::add);
    return sorted;
  }

  private void create(TableDefinition table) {
    DynamoDbClient dynamodb = clients.dynamodb();
    try {
      dynamodb.createTable(TableRequests.create(table));
    } catch (ResourceInUseException e) {
      LOG.debug("table {} exists", table.name());
    }
    dynamodb.waiter().waitUntilTableExists(r -> r.tableName(table.name()));
    enableTtl(dynamodb, table);
  }

  /** Local stand-ins may not know TTL; nothing but the expiry of tombstones is lost then. */
  private static void enableTtl(DynamoDbClient dynamodb, TableDefinition table) {
    String attribute = table.ttlAttribute();
    if (attribute == null) {
      return;
    }
    try {
      dynamodb.updateTimeToLive(
          r ->
              r.tableName(table.name())
                  .timeToLiveSpecification(t -> t.attributeName(attribute).enabled(true)));
    } catch (DynamoDbException e) {
      LOG.debug("TTL of table {} is not set: {}", table.name(), e.getMessage());
    }
  }

  private void create(StreamDefinition stream) {
    KinesisClient kinesis = clients.kinesis();
    try {
      kinesis.createStream(r -> r.streamName(stream.name()).shardCount(stream.shardCount()));
    } catch (software.amazon.awssdk.services.kinesis.model.ResourceInUseException e) {
      LOG.debug("stream {} exists", stream.name());
    }
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName(stream.name()));
  }

  private void create(QueueDefinition queue) {
    SqsClient sqs = clients.sqs();
    try {
      sqs.getQueueUrl(r -> r.queueName(queue.name()));
      LOG.debug("queue {} exists", queue.name());
    } catch (QueueDoesNotExistException e) {
      sqs.createQueue(r -> r.queueName(queue.name()).attributes(attributes(queue)));
    }
  }

  private static Map<QueueAttributeName, String> attributes(QueueDefinition queue) {
    return queue.attributes().entrySet().stream()
        .collect(
            Collectors.toMap(e -> QueueAttributeName.fromValue(e.getKey()), Map.Entry::getValue));
  }
}
