package dev.banyan.localcloud.mongo.session;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The logical sessions of all clients. Idle ones are forgotten after thirty minutes and
 * transactions are aborted when they have lived too long; {@link #sweep} does both. Thread-safe.
 * See <a href="https://www.mongodb.com/docs/manual/reference/server-sessions/">Server Sessions</a>.
 */
public final class Sessions {

  public static final Duration IDLE = Duration.ofMinutes(30);

  private static final Set<String> RETRYABLE =
      Set.of("insert", "update", "delete", "findAndModify", "findandmodify");

  private final Map<Object, Session> sessions = new ConcurrentHashMap<>();
  private final Engine engine;
  private final Clock clock;
  private final Duration transactionLifetime;

  public Sessions(Engine engine, Clock clock, Duration transactionLifetime) {
    this.engine = engine;
    this.clock = clock;
    this.transactionLifetime = transactionLifetime;
  }

  /** Runs a command as the session, the transaction and the retry that it says it belongs to. */
  public Document run(
      String database,
      String command,
      Document query,
      Function<ExecutedStatements, Document> body) {
    Session.Call call = new Session.Call(database, command, query, clock.instant());
    boolean numbered = query.containsKey("txnNumber");
    if (!numbered || !(call.isTransactional() || RETRYABLE.contains(command))) {
      return body.apply(ExecutedStatements.NONE);
    }
    return session(query).run(call, body);
  }

  private Session session(Document query) {
    Object id = Fields.document(query, "lsid").get("id");
    if (id == null) {
      throw TransactionErrors.notSupported("Transaction numbers need a session: lsid is missing");
    }
    return sessions.computeIfAbsent(id, key -> new Session(engine, lsidOf(key), clock.instant()));
  }

  private static Document lsidOf(Object id) {
    return new Document("id", id).append("uid", new BinData(digestOfNobody()));
  }

  /** MongoDB tells sessions of users apart by the digest of their name; here all are nameless. */
  private static byte[] digestOfNobody() {
    try {
      return MessageDigest.getInstance("SHA-256").digest("".getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public Document start() {
    Document id = new Document("id", UUID.randomUUID());
    return okay(new Document("id", id).append("timeoutMinutes", (int) IDLE.toMinutes()));
  }

  public Document refresh(List<Document> lsids) {
    for (Document lsid : lsids) {
      Session session = sessions.get(lsid.get("id"));
      if (session != null) {
        session.touch(clock.instant());
      }
    }
    return okay(new Document());
  }

  public Document end(List<Document> lsids) {
    for (Document lsid : lsids) {
      Session session = sessions.remove(lsid.get("id"));
      if (session != null) {
        session.end();
      }
    }
    return okay(new Document());
  }

  /** Aborts transactions that have lived too long and forgets idle sessions. */
  public void sweep() {
    Instant now = clock.instant();
    sessions
        .values()
        .forEach(session -> session.abortIfStartedBefore(now.minus(transactionLifetime)));
    sessions.values().removeIf(session -> session.isIdleSince(now.minus(IDLE)));
  }

  private static Document okay(Document reply) {
    Utils.markOkay(reply);
    return reply;
  }
}
