package dev.banyan.proxy.route;

/** Why a request went where it went. */
public enum Reason {
  /** The read stage says so for everybody. */
  STAGE,
  /** The caller is inside the canary's share. */
  COHORT,
  /** The caller is outside the canary's share. */
  OUTSIDE_COHORT,
  /** The caller is not known, and the route leaves those on legacy. */
  ANONYMOUS,
  /** The caller is on the include list. */
  INCLUDED,
  /** The caller is on the exclude list. */
  EXCLUDED,
  /** The caller's own write may not be on the other side yet. */
  OWN_WRITE,
  /** The request asked for this side, with the secret. */
  FORCED,
  /** A write goes to the owner. */
  OWNER,
  /** No route matches. */
  UNROUTED,
  /** It went nowhere: the capability's record has not been read. */
  UNKNOWN_OWNER;

  private final String label;

  Reason() {
    this.label = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** As headers, logs and metrics spell it. */
  public String label() {
    return label;
  }
}
