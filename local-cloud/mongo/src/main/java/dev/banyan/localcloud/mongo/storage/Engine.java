package dev.banyan.localcloud.mongo.storage;

import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.ChangeLog;

/** What all collections of a server share. */
public record Engine(ChangeLog changes, Retirement retirement, Workers workers) {

  /** Longer than any transaction lives. */
  private static final long LONGEST_WAIT_MILLIS = 600_000;

  public Engine(ChangeLog changes, Workers workers) {
    this(changes, new Retirement(), workers);
  }

  public Transaction begin(Change.Origin origin) {
    return new Transaction(origin, changes, retirement);
  }

  /** Waits for a transaction that is in the way of a write outside of transactions. */
  public void await(Transaction blocker) {
    workers.waiting(() -> blocker.awaitEnd(LONGEST_WAIT_MILLIS));
  }
}
