package dev.banyan.capture.outbox;

import com.mongodb.client.ClientSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes domain events together with the state that they tell of: both are committed, or neither.
 * The relay publishes them after the commit, in commit order per partition key, at least once.
 *
 * <p>Thread-safe, as far as the session is.
 */
public interface Outbox {

  /**
   * Stores events, in this order.
   *
   * @param session the one whose transaction writes the state; null stores them at once and by
   *     themselves, which keeps no promise about the state
   * @throws com.mongodb.MongoException as the write of any document would
   */
  void append(@Nullable ClientSession session, List<OutboxEvent> events);

  /** Stores events in the session's transaction. */
  default void publish(ClientSession session, OutboxEvent... events) {
    append(session, List.of(events));
  }
}
