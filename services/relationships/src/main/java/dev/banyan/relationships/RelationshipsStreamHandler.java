package dev.banyan.relationships;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.StreamConsumer;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function {@code relationships-stream}: applies legacy's follow events to the table. */
public final class RelationshipsStreamHandler
    implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private final StreamConsumer consumer;

  /** As Lambda starts it. */
  public RelationshipsStreamHandler() {
    this(AwsClients.dynamoDb());
  }

  RelationshipsStreamHandler(DynamoDbClient client) {
    var table = new RelationshipTable(client, Clock.systemUTC());
    this.consumer =
        new StreamConsumer(RelationshipEvents.CAPABILITY, new RelationshipEvents(table), client);
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent event, Context context) {
    return consumer.handle(event, context);
  }
}
