package dev.banyan.localcloud.mongo.storage;

import dev.banyan.localcloud.mongo.wire.LabelledError;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else has changed, or is about to change, what this write needs. A transaction fails with
 * it; a write outside of transactions waits for the other to end and tries again.
 */
public final class WriteConflict extends LabelledError {

  public static final int CODE = 112;

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Transaction blocker;

  public WriteConflict(@Nullable Transaction blocker) {
    super(
        CODE,
        "WriteConflict",
        "Caused by :: Write conflict during plan execution and yielding is disabled. :: Please"
            + " retry your operation or multi-document transaction.",
        "TransientTransactionError");
    this.blocker = blocker;
  }

  /** The transaction that is in the way; null if it is over already. */
  public @Nullable Transaction blocker() {
    return blocker;
  }
}
