package dev.banyan.jobs.backfill.wire;

/** How items are written. */
public enum WritePath {
  /** {@code BatchExecuteStatement} with {@code INSERT}s: race-safe, an item that is there stays. */
  INSERT_IF_ABSENT("BatchExecuteStatement"),
  /** {@code BatchWriteItem}: overwrites, so only into tables that nobody else writes. */
  BATCH_WRITE("BatchWriteItem"),
  /** {@code PutItem} with a condition: for items whose {@code INSERT} would be too long. */
  PUT_IF_ABSENT("PutItem");

  private final String operation;

  WritePath(String operation) {
    this.operation = operation;
  }

  String operation() {
    return operation;
  }
}
