package dev.banyan.localcloud.mongo.session;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Transaction;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client's session: at most one transaction, and what its last retryable write has done. One
 * command at a time; a retry that overtakes its first attempt waits for it. See <a
 * href="https://www.mongodb.com/docs/manual/core/transactions/">Transactions</a>.
 */
final class Session {

  private static final Set<String> UNUSABLE_DATABASES = Set.of("admin", "config", "local");
  private static final Set<String> IN_TRANSACTION =
      Set.of(
          "find",
          "getMore",
          "killCursors",
          "aggregate",
          "distinct",
          "insert",
          "update",
          "delete",
          "findAndModify",
          "findandmodify",
          "create",
          "createIndexes");

  private final Engine engine;
  private final Document lsid;
  private final ReentrantLock lock = new ReentrantLock();
  private long number = -1;
  private State state = State.NONE;
  private @Nullable Transaction transaction;
  private Instant started = Instant.EPOCH;
  private volatile Instant lastUsed;
  private ExecutedStatements executed = ExecutedStatements.NONE;

  private enum State {
    NONE,
    IN_PROGRESS,
    COMMITTED,
    ABORTED
  }

  /** A command, by its name and the database it is for. */
  record Call(String database, String command, Document query, Instant now) {

    boolean isTransactional() {
      return Boolean.FALSE.equals(query.get("autocommit"));
    }

    long number() {
      return Fields.number(query, "txnNumber", -1);
    }
  }

  Session(Engine engine, Document lsid, Instant now) {
    this.engine = engine;
    this.lsid = lsid;
    this.lastUsed = now;
  }

  void touch(Instant now) {
    lastUsed = now;
  }

  Document run(Call call, Function<ExecutedStatements, Document> body) {
    lock.lock();
    try {
      lastUsed = call.now();
      if (call.number() < number) {
        throw TransactionErrors.tooOld(call.number(), number);
      }
      return call.isTransactional() ? inTransaction(call, body) : once(call, body);
    } finally {
      lock.unlock();
    }
  }

  // --- retryable writes

  private Document once(Call call, Function<ExecutedStatements, Document> body) {
    if (call.number() > number || state != State.NONE) {
      abortOpen();
      number = call.number();
      state = State.NONE;
      executed = ExecutedStatements.create();
    }
    return body.apply(executed);
  }

  // --- transactions

  private Document inTransaction(Call call, Function<ExecutedStatements, Document> body) {
    if (Boolean.TRUE.equals(call.query().get("startTransaction"))) {
      start(call);
    }
    if (call.number() != number || state == State.NONE) {
      throw TransactionErrors.noSuchTransaction(call.number(), number);
    }
    return switch (call.command()) {
      case "commitTransaction" -> commit();
      case "abortTransaction" -> abort();
      default -> statement(call, body);
    };
  }

  private void start(Call call) {
    if (call.number() == number) {
      throw TransactionErrors.startedTwice(number);
    }
    abortOpen();
    executed = ExecutedStatements.NONE;
    number = call.number();
    state = State.IN_PROGRESS;
    started = call.now();
    transaction = engine.begin(new Change.Origin(lsid, number));
  }

  private Document commit() {
    if (state == State.ABORTED) {
      throw TransactionErrors.aborted(number);
    }
    if (state == State.IN_PROGRESS) {
      Objects.requireNonNull(transaction).commit();
      transaction = null;
      state = State.COMMITTED;
    }
    return okay();
  }

  private Document abort() {
    checkInProgress();
    abortOpen();
    return okay();
  }

  private void checkInProgress() {
    if (state == State.ABORTED) {
      throw TransactionErrors.aborted(number);
    }
    if (state == State.COMMITTED) {
      throw TransactionErrors.committed(number);
    }
  }

  /** Whatever goes wrong in a statement ends the transaction, as it does on the server. */
  private Document statement(Call call, Function<ExecutedStatements, Document> body) {
    checkInProgress();
    try {
      checkAllowed(call);
      Document reply =
          Objects.requireNonNull(transaction).running(() -> body.apply(ExecutedStatements.NONE));
      if (reply.containsKey("writeErrors")) {
        abortOpen();
      }
      return reply;
    } catch (RuntimeException e) {
      abortOpen();
      throw e;
    }
  }

  private static void checkAllowed(Call call) {
    if (!IN_TRANSACTION.contains(call.command())) {
      throw TransactionErrors.notSupported(
          "Cannot run '" + call.command() + "' in a multi-document transaction.");
    }
    if (UNUSABLE_DATABASES.contains(call.database())) {
      throw TransactionErrors.notSupported(
          "Cannot run command against the '" + call.database() + "' database in a transaction.");
    }
  }

  private void abortOpen() {
    Transaction open = transaction;
    if (open != null) {
      transaction = null;
      state = State.ABORTED;
      open.abort();
    }
  }

  // --- ends

  /** Ends the session: what it has open is aborted. */
  void end() {
    lock.lock();
    try {
      abortOpen();
    } finally {
      lock.unlock();
    }
  }

  /** Aborts a transaction that started before the given time; one at work is left for later. */
  void abortIfStartedBefore(Instant limit) {
    if (lock.tryLock()) {
      try {
        if (state == State.IN_PROGRESS && started.isBefore(limit)) {
          abortOpen();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  boolean isIdleSince(Instant limit) {
    return lastUsed.isBefore(limit) && !lock.isLocked();
  }

  private static Document okay() {
    Document reply = new Document();
    Utils.markOkay(reply);
    return reply;
  }
}
