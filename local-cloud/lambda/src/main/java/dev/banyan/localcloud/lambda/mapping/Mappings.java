package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.Arns;
import dev.banyan.localcloud.lambda.model.QueueMapping;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import dev.banyan.localcloud.lambda.model.StreamMapping.Kind;
import dev.banyan.localcloud.lambda.resources.AwsClients;
import dev.banyan.localcloud.lambda.runtime.FunctionPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Makes the mappings of functions. */
public final class Mappings {

  private final AwsClients clients;
  private final Arns arns;
  private final Duration pollInterval;

  /**
   * @param pollInterval between reads of a shard that had nothing new
   */
  public Mappings(AwsClients clients, Arns arns, Duration pollInterval) {
    this.clients = clients;
    this.arns = arns;
    this.pollInterval = pollInterval;
  }

  /** The mappings of one function, not yet started. */
  public List<Mapping> of(FunctionPool pool) {
    List<Mapping> mappings = new ArrayList<>();
    pool.function().streams().forEach(each -> mappings.add(stream(each, pool)));
    pool.function().queues().forEach(each -> mappings.add(queue(each, pool)));
    return mappings;
  }

  private Mapping stream(StreamMapping mapping, FunctionPool pool) {
    ShardSource source =
        mapping.kind() == Kind.KINESIS
            ? new KinesisShards(clients.kinesis(), mapping.source(), arns)
            : new DynamoDbShards(
                clients.dynamodb(), clients.dynamodbStreams(), mapping.source(), arns.region());
    FailureDestination destination = destination(mapping, pool, source);
    return new StreamMappingRunner(
        mapping, source, new FunctionSurroundings(pool::invoke, destination), pollInterval);
  }

  private FailureDestination destination(
      StreamMapping mapping, FunctionPool pool, ShardSource source) {
    String queue = mapping.onFailureQueue();
    String functionArn = arns.function(pool.function().name());
    if (queue == null) {
      return batch ->
          LoggerFactory.getLogger(Mappings.class)
              .error(
                  "{} gives up records and has no OnFailure destination: {}",
                  mapping.id(),
                  batch.message(mapping.kind(), functionArn, source.arn(), Instant.now()));
    }
    return new SqsDestination(clients.sqs(), queue, mapping.kind(), functionArn, source.arn());
  }

  private Mapping queue(QueueMapping mapping, FunctionPool pool) {
    return new QueueMappingRunner(
        mapping,
        clients.sqs(),
        new QueueEvents(arns.queue(mapping.queue()), arns.region()),
        new FunctionSurroundings(pool::invoke, batch -> {}),
        Math.max(1, pool.bound()));
  }
}
