package dev.banyan.capture.mapping;

import dev.banyan.events.Event;
import java.util.List;

/** What a change becomes. */
public sealed interface MappingOutcome {

  /** Events; none for a change that makes no difference to any. */
  record Mapped(List<Event> events) implements MappingOutcome {
    public Mapped {
      events = List.copyOf(events);
    }

    public Mapped(Event event) {
      this(List.of(event));
    }
  }

  /** Nothing, for a good reason. */
  record Skipped(Reason reason) implements MappingOutcome {}

  /** A dead letter: somebody has to look at it. */
  record Unmappable(String cause) implements MappingOutcome {}

  /** Why a change is not published. */
  enum Reason {
    /** Reverse replication made it: it came from the other side. */
    REVERSE_REPLICATED,
    /** The updated document is gone again; its delete follows. */
    GONE_AGAIN,
    /** A bean wants nothing of it. */
    NOT_WANTED,
    /** Not a change of a document. */
    NOT_A_WRITE
  }
}
