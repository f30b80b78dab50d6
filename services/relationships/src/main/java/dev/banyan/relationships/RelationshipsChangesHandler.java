package dev.banyan.relationships;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.relationships.BucketPublisher.Outgoing;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.ChangeBatch;
import dev.banyan.stream.ChangeBatch.Change;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.LogLine;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The function {@code relationships-changes}: publishes what the service itself changed, so that
 * other capabilities hear of it as they did of legacy's changes.
 *
 * <p>The template filters the table's stream to images with the origin {@code serverless}; legacy's
 * changes are in the event stream already.
 */
public final class RelationshipsChangesHandler
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

  private final BucketPublisher publisher;
  private final DeadLetterTable deadLetters;
  private final EnvelopeCodec codec = new EnvelopeCodec();

  /** As Lambda starts it. */
  public RelationshipsChangesHandler() {
    this(
        KinesisClient.builder().httpClient(AwsClients.http()).build(),
        AwsClients.dynamoDb(),
        new RelationshipsSettings(System.getenv()).eventStream(),
        Backoff.DEFAULT);
  }

  RelationshipsChangesHandler(
      KinesisClient kinesis, DynamoDbClient client, String stream, Backoff backoff) {
    this.publisher = new BucketPublisher(kinesis, stream, backoff);
    this.deadLetters = new DeadLetterTable(client);
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent batch, Context context) {
    List<Change> changes = ChangeBatch.of(batch);
    List<Outgoing> outgoing = new ArrayList<>();
    for (int order = 0; order < changes.size(); order++) {
      try {
        outgoing.add(outgoing(order, changes.get(order)));
      } catch (IllegalArgumentException | DateTimeException e) {
        deadLetters.put(unreadable(changes.get(order), e));
      }
    }
    Optional<String> failed =
        publisher.publish(outgoing).map(order -> changes.get(order).sequenceNumber());
    failed
        .map(from -> LogLine.warn("changes").with("failedFrom", from))
        .orElseGet(() -> LogLine.info("changes"))
        .with("function", context.getFunctionName())
        .with("requestId", context.getAwsRequestId())
        .with("records", changes.size())
        .write();
    return ChangeBatch.answer(failed);
  }

  private Outgoing outgoing(int order, Change change) {
    Event event = RelationshipEvents.eventOf(RelationshipItem.read(change.item()));
    return new Outgoing(order, event.bucket(), codec.encode(event));
  }

  private static DeadLetter unreadable(Change change, RuntimeException e) {
    return ChangeBatch.deadLetter(
        RelationshipEvents.CAPABILITY, "changes", change, "not publishable: " + e.getMessage());
  }
}
