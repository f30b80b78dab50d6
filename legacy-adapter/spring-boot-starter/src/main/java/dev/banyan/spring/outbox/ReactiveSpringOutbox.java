package dev.banyan.spring.outbox;

import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.OutboxEvent;
import dev.banyan.events.Event.Trace;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoDatabaseUtils;
import org.springframework.transaction.IllegalTransactionStateException;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * {@link SpringOutbox} for reactive transactions ({@code ReactiveMongoTransactionManager}). Events
 * carry the request's correlation id and trace context from the reactor context. Thread-safe.
 */
public final class ReactiveSpringOutbox {

  private final ReactiveMongoDatabaseFactory factory;
  private final String database;

  /**
   * An outbox in a database of the application's reactive client.
   *
   * @param database the captured database
   */
  public ReactiveSpringOutbox(ReactiveMongoDatabaseFactory factory, String database) {
    this.factory = factory;
    this.database = database;
  }

  /**
   * Stores events in the current transaction, in this order, when it is subscribed to; ends with an
   * {@link IllegalTransactionStateException} if there is no MongoDB transaction to join.
   */
  public Mono<Void> publish(OutboxEvent... events) {
    return ReactiveMongoDatabaseUtils.isTransactionActive(factory)
        .flatMap(active -> active ? store(List.of(events)) : refused());
  }

  private static Mono<Void> refused() {
    return Mono.error(
        new IllegalTransactionStateException(
            NoTransaction.message("ReactiveMongoTransactionManager")));
  }

  private Mono<Void> store(List<OutboxEvent> events) {
    return Mono.deferContextual(
        context ->
            ReactiveMongoDatabaseUtils.getDatabase(database, factory)
                .flatMap(joined -> insert(joined, events, trace(context))));
  }

  private static Mono<Void> insert(MongoDatabase joined, List<OutboxEvent> events, Trace trace) {
    Instant now = Instant.now();
    List<Document> entries = events.stream().map(event -> entry(event, trace, now)).toList();
    return Mono.from(joined.getCollection(MongoOutbox.COLLECTION).insertMany(entries)).then();
  }

  /** The form that {@link MongoOutbox} documents. */
  private static Document entry(OutboxEvent event, Trace ofRequest, Instant now) {
    Trace trace = event.trace() == null ? ofRequest : event.trace();
    Document entry =
        new Document("_id", new ObjectId())
            .append("type", event.type())
            .append("subject", event.subject())
            .append("key", event.partitionKey())
            .append("data", event.data().toString())
            .append("time", now);
    if (trace.correlationId() != null) {
      entry.append("correlationId", trace.correlationId());
    }
    if (trace.traceparent() != null) {
      entry.append("traceparent", trace.traceparent());
    }
    return entry;
  }

  private static Trace trace(ContextView context) {
    return new Trace(
        context.getOrDefault("correlationId", null), context.getOrDefault("traceparent", null));
  }
}
