package dev.banyan.publisher;

import dev.banyan.events.Event;
import java.util.concurrent.CompletableFuture;

/** Where captured events go. Two implementations: Kinesis, and a list in memory in tests. */
public interface EventSink {

  /**
   * Hands an event over. Events of one partition key are stored in the order of these calls,
   * provided that the caller makes them one after the other and, after {@link
   * PublishOutcome.QueueFull}, offers the same event again before any later one of its key.
   *
   * <p>Thread-safe. May block while the sink is full, up to a limit of the implementation.
   *
   * @return completes normally, always, with what became of the event; its callbacks must be quick
   */
  CompletableFuture<PublishOutcome> publish(Event event);
}
