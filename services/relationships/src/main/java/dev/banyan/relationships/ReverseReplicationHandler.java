package dev.banyan.relationships;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.ChangeBatch;
import dev.banyan.stream.ChangeBatch.Change;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.LogLine;
import dev.banyan.stream.Outcome;
import dev.banyan.stream.TraceScope;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The function {@code reverse-replication}: writes what the service itself changed into the
 * monolith's MongoDB, until {@code complete} ends it.
 *
 * <p>Changes are applied one after the other. MongoDB being away fails the batch from the change on
 * that it met; a document that MongoDB refuses (a validator, say) becomes a dead letter.
 */
public final class ReverseReplicationHandler
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

  /**
   * Answers that stay the same however often one asks: BadValue, TypeMismatch, duplicate in a
   * unique index of its own, KeyTooLong, DocumentValidationFailure, BSONObjectTooLarge. Source:
   * MongoDB's error codes.
   */
  private static final Set<Integer> REFUSED = Set.of(2, 14, 11_000, 17_280, 121, 10_334);

  private final MongoFollows follows;
  private final DeadLetterTable deadLetters;

  /** As Lambda starts it. */
  public ReverseReplicationHandler() {
    this(database(new RelationshipsSettings(System.getenv()).mongoUri()), AwsClients.dynamoDb());
  }

  ReverseReplicationHandler(MongoDatabase database, DynamoDbClient client) {
    this.follows = new MongoFollows(database);
    this.deadLetters = new DeadLetterTable(client);
  }

  private static MongoDatabase database(String uri) {
    var connection = new ConnectionString(uri);
    String name = connection.getDatabase();
    if (name == null) {
      throw new IllegalArgumentException(
          "MONGO_URI names no database; add the monolith's, as in mongodb://host/social");
    }
    MongoClient client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(connection)
                .applyToClusterSettings(c -> c.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(2))
                .build());
    return client.getDatabase(name);
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent batch, Context context) {
    List<Change> changes = ChangeBatch.of(batch);
    int applied = 0;
    for (Change change : changes) {
      try {
        applied += apply(change) instanceof Outcome.Applied ? 1 : 0;
      } catch (MongoException e) {
        log("reverse", changes.size(), applied, context)
            .with("failedFrom", change.sequenceNumber())
            .with("cause", e.toString())
            .write();
        return ChangeBatch.answer(Optional.of(change.sequenceNumber()));
      }
    }
    log("reverse", changes.size(), applied, context).write();
    return ChangeBatch.answer(Optional.empty());
  }

  private Outcome apply(Change change) {
    Relationship item;
    try {
      item = RelationshipItem.read(change.item());
    } catch (IllegalArgumentException | DateTimeException e) {
      return setAside(change, "not an item of relationships: " + e.getMessage());
    }
    try (var scope = TraceScope.open(item.trace())) {
      return follows.apply(item);
    } catch (MongoWriteException e) {
      if (!REFUSED.contains(e.getCode())) {
        throw e;
      }
      return setAside(change, "MongoDB refused it: " + e.getMessage());
    }
  }

  private Outcome setAside(Change change, String cause) {
    deadLetters.put(
        ChangeBatch.deadLetter(
            RelationshipEvents.CAPABILITY, "reverse", change, "reverse replication: " + cause));
    return new Outcome.Rejected(cause);
  }

  private static LogLine log(String message, int records, int applied, Context context) {
    return LogLine.info(message)
        .with("function", context.getFunctionName())
        .with("requestId", context.getAwsRequestId())
        .with("records", records)
        .with("applied", applied);
  }
}
