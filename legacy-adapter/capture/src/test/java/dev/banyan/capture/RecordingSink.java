package dev.banyan.capture;

import dev.banyan.events.Event;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.PublishOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A sink in memory: keeps what it is given, and acknowledges when it is told. */
final class RecordingSink implements EventSink {

  private static final PublishOutcome STORED = new PublishOutcome.Acknowledged("shard", "1");

  private final List<Event> events = new ArrayList<>();
  private final List<CompletableFuture<PublishOutcome>> held = new ArrayList<>();
  private Predicate<Event> holds = event -> false;
  private Predicate<Event> refuses = event -> false;
  private Predicate<Event> breaks = event -> false;
  private int fullFor;

  @Override
  public synchronized CompletableFuture<PublishOutcome> publish(Event event) {
    if (!event.isMarker() && fullFor > 0) {
      fullFor--;
      return CompletableFuture.completedFuture(new PublishOutcome.QueueFull(2, 2));
    }
    if (breaks.test(event)) {
      throw new IllegalStateException("no image of " + event.subject());
    }
    if (refuses.test(event)) {
      return CompletableFuture.completedFuture(new PublishOutcome.TooLarge(2, 1));
    }
    events.add(event);
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    if (holds.test(event)) {
      held.add(outcome);
    } else {
      outcome.complete(STORED);
    }
    return outcome;
  }

  /** Does not acknowledge these events. */
  synchronized RecordingSink holding(Predicate<Event> which) {
    holds = which;
    return this;
  }

  /** Finds these events too large. */
  synchronized RecordingSink refusing(Predicate<Event> which) {
    refuses = which;
    return this;
  }

  /** Cannot make bytes of these events. */
  synchronized RecordingSink breakingOn(Predicate<Event> which) {
    breaks = which;
    return this;
  }

  /** Is full for the next calls. */
  synchronized RecordingSink fullFor(int calls) {
    fullFor = calls;
    return this;
  }

  synchronized void acknowledgeHeld() {
    holds = event -> false;
    held.forEach(outcome -> outcome.complete(STORED));
  }

  synchronized List<Event> markers() {
    return events.stream().filter(Event::isMarker).toList();
  }

  synchronized List<Event> all() {
    return List.copyOf(events);
  }

  /** Everything but markers. */
  synchronized List<Event> published() {
    return events.stream().filter(event -> !event.isMarker()).toList();
  }

  List<String> subjects() {
    return published().stream().map(Event::subject).toList();
  }
}
