package dev.banyan.spring.outbox;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.Outbox;
import dev.banyan.capture.outbox.OutboxEvent;
import dev.banyan.events.Event.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * The outbox for methods that are {@code @Transactional} with a {@code MongoTransactionManager}:
 * events and state are committed together, or not at all. Events carry the request's correlation id
 * and trace context from the MDC. Thread-safe.
 */
public final class SpringOutbox implements Outbox {

  private final MongoDatabaseFactory factory;
  private final String database;

  /**
   * An outbox in a database of the application's client.
   *
   * @param database the captured database
   */
  public SpringOutbox(MongoDatabaseFactory factory, String database) {
    this.factory = factory;
    this.database = database;
  }

  /**
   * Stores events in the current transaction, in this order.
   *
   * @throws IllegalTransactionStateException if there is no MongoDB transaction to join
   */
  public void publish(OutboxEvent... events) {
    append(null, List.of(events));
  }

  /** Stores events in the session's transaction; null means the current one of Spring. */
  @Override
  public void append(@Nullable ClientSession session, List<OutboxEvent> events) {
    if (session == null && !MongoDatabaseUtils.isTransactionActive(factory)) {
      throw new IllegalTransactionStateException(NoTransaction.message("MongoTransactionManager"));
    }
    MongoDatabase joined = MongoDatabaseUtils.getDatabase(database, factory);
    new MongoOutbox(joined, SpringOutbox::trace).append(session, events);
  }

  private static Trace trace() {
    return new Trace(MDC.get("correlationId"), MDC.get("traceparent"));
  }
}
