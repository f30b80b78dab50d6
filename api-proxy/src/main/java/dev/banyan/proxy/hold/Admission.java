package dev.banyan.proxy.hold;

/** What a gate says to a write. */
public enum Admission {
  /** Go on to legacy, the owner. */
  TO_LEGACY,
  /** Go on to serverless, the owner. */
  TO_SERVERLESS,
  /** Wait: the gate will call. */
  HELD,
  /** Too many wait already, or the hold cannot be ended: answer 503. */
  REFUSED
}
