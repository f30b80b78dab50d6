package dev.banyan.control;

/** Where a capability's writes go. {@code HELD} lasts less than two seconds. */
public enum WriteStage {
  LEGACY,
  HELD,
  SERVERLESS
}
