package dev.banyan.stream;

/** What became of an event that reached its capability. */
public sealed interface Outcome {

  /** The event's state is in the table. */
  record Applied() implements Outcome {}

  /** The table has a newer state, or this one already (invariant 1). */
  record AlreadyNewer() implements Outcome {}

  /** The event means nothing to this capability. */
  record Ignored() implements Outcome {}

  /**
   * The event can never be applied; it becomes a dead letter.
   *
   * @param reason what is wrong with it
   */
  record Rejected(String reason) implements Outcome {}

  Outcome APPLIED = new Applied();
  Outcome ALREADY_NEWER = new AlreadyNewer();
  Outcome IGNORED = new Ignored();
}
