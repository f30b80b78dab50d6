package dev.banyan.capture.mapping;

import dev.banyan.events.Event;

/** What a change becomes. */
public sealed interface MappingOutcome {

  /** An event. */
  record Mapped(Event event) implements MappingOutcome {}

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
    /** Not a change of a document. */
    NOT_A_WRITE
  }
}
