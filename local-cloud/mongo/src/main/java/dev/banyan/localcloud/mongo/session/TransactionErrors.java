package dev.banyan.localcloud.mongo.session;

import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.wire.LabelledError;

/** Refusals by the transaction protocol. */
final class TransactionErrors {

  private static final int TOO_OLD = 225;
  private static final int NO_SUCH_TRANSACTION = 251;
  private static final int COMMITTED = 256;
  private static final int NOT_SUPPORTED = 263;
  private static final int SAME_NUMBER = 50_911;

  private TransactionErrors() {}

  static MongoServerError noSuchTransaction(long asked, long active) {
    return LabelledError.transientError(
        NO_SUCH_TRANSACTION,
        "NoSuchTransaction",
        "Given transaction number "
            + asked
            + " does not match any in-progress transactions. The active transaction number is "
            + active);
  }

  static MongoServerError aborted(long number) {
    return LabelledError.transientError(
        NO_SUCH_TRANSACTION, "NoSuchTransaction", "Transaction " + number + " has been aborted.");
  }

  static MongoServerError committed(long number) {
    return new MongoServerError(
        COMMITTED, "TransactionCommitted", "Transaction " + number + " has been committed.");
  }

  static MongoServerError tooOld(long asked, long active) {
    return new MongoServerError(
        TOO_OLD,
        "TransactionTooOld",
        "Cannot start transaction "
            + asked
            + " on session because a newer transaction with txnNumber "
            + active
            + " has already started.");
  }

  static MongoServerError startedTwice(long number) {
    return new MongoServerError(
        SAME_NUMBER,
        "Cannot start a transaction at given transaction number "
            + number
            + ": there is one with this number already");
  }

  static MongoServerError notSupported(String message) {
    return new MongoServerError(NOT_SUPPORTED, "OperationNotSupportedInTransaction", message);
  }
}
