package dev.banyan.capture.outbox;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * The outbox as a collection beside the state, {@code banyan_outbox}. An entry holds
 *
 * <ul>
 *   <li>{@code _id}: makes the event's id
 *   <li>{@code type}, {@code subject}, {@code key}: texts
 *   <li>{@code data}: JSON text, or a document
 *   <li>{@code time}: a date
 *   <li>{@code correlationId}, {@code traceparent}: texts, may be missing
 * </ul>
 *
 * so that an application on any stack can write one. The collection must exist before the first
 * transaction on MongoDB below 4.4; the relay makes it.
 */
public final class MongoOutbox implements Outbox {

  /** The collection of entries. */
  public static final String COLLECTION = "banyan_outbox";

  private final MongoCollection<BsonDocument> entries;
  private final Supplier<Event.Trace> traces;
  private final InstantSource clock;

  /** An outbox whose events say nothing of their request unless they carry a trace themselves. */
  public MongoOutbox(MongoDatabase database) {
    this(database, () -> Event.Trace.NONE);
  }

  /**
   * An outbox that asks for the present request.
   *
   * @param traces the request of the calling thread
   */
  public MongoOutbox(MongoDatabase database, Supplier<Event.Trace> traces) {
    this(database, traces, InstantSource.system());
  }

  MongoOutbox(MongoDatabase database, Supplier<Event.Trace> traces, InstantSource clock) {
    this.entries = database.getCollection(COLLECTION, BsonDocument.class);
    this.traces = traces;
    this.clock = clock;
  }

  @Override
  public void append(@Nullable ClientSession session, List<OutboxEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<BsonDocument> documents = events.stream().map(event -> entry(event, now)).toList();
    if (session == null) {
      entries.insertMany(documents);
    } else {
      entries.insertMany(session, documents);
    }
  }

  private BsonDocument entry(OutboxEvent event, Instant now) {
    Event.Trace trace = event.trace() == null ? traces.get() : event.trace();
    BsonDocument entry =
        new BsonDocument("_id", new BsonObjectId())
            .append("type", new BsonString(event.type()))
            .append("subject", new BsonString(event.subject()))
            .append("key", new BsonString(event.partitionKey()))
            .append("data", new BsonString(event.data().toString()))
            .append("time", new BsonDateTime(now.toEpochMilli()));
    if (trace.correlationId() != null) {
      entry.append("correlationId", new BsonString(trace.correlationId()));
    }
    if (trace.traceparent() != null) {
      entry.append("traceparent", new BsonString(trace.traceparent()));
    }
    return entry;
  }
}
