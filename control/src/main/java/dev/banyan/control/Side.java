package dev.banyan.control;

/** The two sides that can answer a request or own a capability. */
public enum Side {
  LEGACY,
  SERVERLESS;

  /** The side that this one is not. */
  public Side other() {
    return this == LEGACY ? SERVERLESS : LEGACY;
  }

  /** {@code legacy} or {@code serverless}, as headers and metrics spell it. */
  public String label() {
    return this == LEGACY ? "legacy" : "serverless";
  }
}
