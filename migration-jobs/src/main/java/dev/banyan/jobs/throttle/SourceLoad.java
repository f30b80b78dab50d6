package dev.banyan.jobs.throttle;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.JobException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * Leaves the source alone while operations queue up there: MongoDB's {@code
 * globalLock.currentQueue.total}, asked for once a second at most. Thread-safe.
 *
 * <p>Source: <a
 * href="https://www.mongodb.com/docs/manual/reference/command/serverStatus/#globallock">serverStatus</a>.
 */
public final class SourceLoad {

  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final long bound;
  private final LongSupplier queue;
  private final LongSupplier nanoClock;
  private long askedAt;
  private boolean everAsked;
  private long last;

  /**
   * @param bound of queued operations; 0 for none
   * @param queue asks the server
   */
  SourceLoad(long bound, LongSupplier queue, LongSupplier nanoClock) {
    if (bound < 0) {
      throw new IllegalArgumentException("the bound must not be negative, was " + bound);
    }
    this.bound = bound;
    this.queue = queue;
    this.nanoClock = nanoClock;
  }

  /** No protection. */
  public static SourceLoad none() {
    return new SourceLoad(0, () -> 0, System::nanoTime);
  }

  /** Of a server; the user needs the role {@code clusterMonitor}. */
  public static SourceLoad of(MongoDatabase database, long bound) {
    return new SourceLoad(bound, () -> queued(database), System::nanoTime);
  }

  private static long queued(MongoDatabase database) {
    try {
      BsonDocument status =
          database.runCommand(
              new BsonDocument("serverStatus", new BsonInt32(1)), BsonDocument.class);
      return status
          .getDocument("globalLock")
          .getDocument("currentQueue")
          .getNumber("total")
          .longValue();
    } catch (MongoCommandException | org.bson.BSONException e) {
      throw new JobException(
          "MongoDB does not tell its load by serverStatus (%s): give the user the role clusterMonitor, or leave --max-mongo-queue out"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Why the server should be left alone for now, if it should. */
  public synchronized Optional<String> trouble() {
    if (bound == 0) {
      return Optional.empty();
    }
    long now = nanoClock.getAsLong();
    if (!everAsked || now - askedAt >= EVERY_NANOS) {
      last = queue.getAsLong();
      askedAt = now;
      everAsked = true;
    }
    return last > bound
        ? Optional.of("%,d operations queue up at MongoDB, the bound is %,d".formatted(last, bound))
        : Optional.empty();
  }
}
