package dev.banyan.proxy.hold;

/** What a gate says to a write. */
public enum Admission {
  /** Go on to legacy, the owner. */
  TO_LEGACY,
  /** Go on to serverless, the owner. */
  TO_SERVERLESS,
  /** Wait: the gate will call. */
  HELD,
  /**
   * Wait, and read nothing more from the connection until the gate calls: as many wait already, or
   * have as much in memory, as the bounds of a hold say.
   */
  HELD_UNREAD,
  /** The hold cannot be ended: answer 503. */
  REFUSED
}
