package dev.banyan.capture.operations;

import dev.banyan.events.Event;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.PublishOutcome;
import dev.banyan.publisher.PublishOutcome.QueueFull;
import dev.banyan.publisher.PublishOutcome.Unsendable;
import dev.banyan.publisher.PublishOutcome.Unsent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Publishes at a limited speed, with a window of what is not acknowledged. Not thread-safe. */
final class SnapshotSink {

  private static final long SECOND = 1_000_000_000L;

  private final EventSink sink;
  private final ResnapshotOptions options;
  private final Deque<CompletableFuture<PublishOutcome>> window = new ArrayDeque<>();
  private long next = System.nanoTime();

  SnapshotSink(EventSink sink, ResnapshotOptions options) {
    this.sink = sink;
    this.options = options;
  }

  /** Waits until the next document may be read. */
  void pace() {
    if (options.documentsPerSecond() == 0) {
      return;
    }
    for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
      requireNotInterrupted();
      LockSupport.parkNanos(wait);
    }
    next = Math.max(next, System.nanoTime() - SECOND) + SECOND / options.documentsPerSecond();
  }

  /** Hands an event over; the reason if no record can carry it. */
  Optional<String> publish(Event event) {
    if (window.size() >= options.inFlight()) {
      awaitOldest();
    }
    while (true) {
      requireNotInterrupted();
      CompletableFuture<PublishOutcome> outcome = sink.publish(event);
      PublishOutcome now = outcome.getNow(null);
      if (now instanceof Unsendable unsendable) {
        return Optional.of(unsendable.cause());
      }
      if (!(now instanceof QueueFull)) {
        window.add(outcome);
        return Optional.empty();
      }
    }
  }

  private static void requireNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("the resnapshot was stopped; start it again to go on");
    }
  }

  /** Waits until everything is acknowledged. */
  void flush() {
    while (!window.isEmpty()) {
      awaitOldest();
    }
  }

  private void awaitOldest() {
    PublishOutcome outcome = window.remove().join();
    if (outcome instanceof Unsent unsent) {
      throw new IllegalStateException(
          "the sink was closed before it acknowledged everything: " + unsent.reason());
    }
  }
}
