package dev.banyan.capture.operations;

import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.util.HashSet;
import java.util.Set;

/** The events that a stream holds of a window, to be asked for. Not thread-safe. */
final class PublishedEvents {

  private final Set<String> known = new HashSet<>();
  private final int limit;

  PublishedEvents(int limit) {
    this.limit = limit;
  }

  /** Reads all that arrived since a time. */
  void read(StreamReader reader) {
    boolean first = true;
    while (first || !reader.caughtUp()) {
      first = false;
      reader.poll().forEach(seen -> add(seen.event()));
    }
  }

  private void add(Event event) {
    if (event.isMarker() || !event.source().equals(Event.LEGACY)) {
      return;
    }
    known.add(event.id());
    known.add(statement(event));
    if (known.size() > 2 * limit) {
      throw new IllegalStateException(
          "the window has more than " + limit + " events; reconcile a shorter one");
    }
  }

  /** By its id, or by what it says at the same commit: an outbox's event has an id of its own. */
  boolean holds(Event event) {
    return known.contains(event.id()) || known.contains(statement(event));
  }

  private static String statement(Event event) {
    SourceVersion version = event.version();
    return event.type()
        + '\n'
        + event.subject()
        + '\n'
        + version.seconds()
        + '.'
        + version.increment();
  }
}
