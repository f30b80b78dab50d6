package dev.banyan.publisher;

import dev.banyan.events.Event;

/**
 * What becomes of events that no record can carry, or that cannot be written at all. Two
 * implementations: {@link S3ClaimCheckedEvents} and {@link DeadLetterFiles}.
 *
 * <p>Called on the caller's thread, before later events of the key are taken. Thread-safe. An
 * implementation whose store fails answers {@link ToCaller}, so that nothing is lost.
 */
public interface UnsendableEvents {

  /** The caller is told and sets the event aside itself, as a relay does. */
  UnsendableEvents TO_CALLER = new UnsendableEvents() {};

  /** An event whose record would have more bytes than the limit. */
  default Placement oversized(Event event, int bytes, int limit) {
    return new ToCaller();
  }

  /** The same of an event in the caller's own encoding; a claim check has no form for it. */
  default Placement oversized(EncodedEvent event, int bytes, int limit) {
    return new ToCaller();
  }

  /** An event that cannot be written, for this cause. */
  default Placement unwritable(Event event, String cause) {
    return new ToCaller();
  }

  /** What became of it. */
  sealed interface Placement {}

  /** Nothing: the caller gets it back. */
  record ToCaller() implements Placement {}

  /** Its data is stored elsewhere; this envelope takes its place in the stream. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record SendInstead(byte[] envelope) implements Placement {}

  /**
   * It is kept as a dead letter.
   *
   * @param where a person finds it
   */
  record Kept(String where, String cause) implements Placement {}
}
