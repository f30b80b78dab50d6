package dev.banyan.stream;

import dev.banyan.events.Event;

/**
 * What a capability does with events; each capability brings its own.
 *
 * <p>Called by several threads at once, but for one partition key in order and never at the same
 * time. An event may come again, also after later ones of its key.
 */
public interface EventApplier {

  /** Whether the event changes this capability at all; others are ignored, fenced or not. */
  boolean concerns(Event event);

  /**
   * Applies an event that {@linkplain #concerns concerns} this capability.
   *
   * <p>Throws whatever the store throws: the batch decides whether that is transient.
   */
  Outcome apply(Event event);
}
