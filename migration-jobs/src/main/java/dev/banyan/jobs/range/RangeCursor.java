package dev.banyan.jobs.range;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCursor;
import dev.banyan.jobs.JobException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a range; opened again behind the last one where the server lost it. Not
 * thread-safe.
 */
public final class RangeCursor implements AutoCloseable {

  /** Without a document between; enough for a failover and for a network that is mended. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long PAUSE_MILLIS = 250;

  private final RangeReader reader;
  private final IdRange range;
  private final boolean single;
  private @Nullable BsonValue after;
  private @Nullable RawBsonDocument last;
  private @Nullable MongoCursor<RawBsonDocument> cursor;
  private long lostAt;
  private boolean isLost;

  RangeCursor(RangeReader reader, IdRange range, @Nullable BsonValue after) {
    this.reader = reader;
    this.range = range;
    this.single = range.isSingle();
    this.after = after;
  }

  /**
   * The next document, or null at the end.
   *
   * @throws JobException if MongoDB cannot be read
   */
  public @Nullable RawBsonDocument next() {
    while (!single || after() == null) {
      try {
        return read();
      } catch (MongoException e) {
        close();
        requirePassing(e);
      }
    }
    return null;
  }

  /** Waits a little, unless it makes no sense to try again. */
  private void requirePassing(MongoException e) {
    long now = System.nanoTime();
    lostAt = isLost ? lostAt : now;
    isLost = true;
    if (!isPassing(e) || now - lostAt > PATIENCE.toNanos()) {
      throw unreadable(e);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unreadable(e);
    }
  }

  private JobException unreadable(MongoException e) {
    return new JobException(
        "MongoDB cannot be read behind _id %s: %s; mend it and run the same command, it goes on"
            .formatted(after, e.getMessage()),
        e);
  }

  private @Nullable RawBsonDocument read() {
    if (cursor == null) {
      cursor = reader.cursor(range, after());
    }
    if (!cursor.hasNext()) {
      return null;
    }
    RawBsonDocument document = cursor.next();
    last = document;
    isLost = false;
    return document;
  }

  /** Reads the {@code _id} only where it is needed: the hot path never does. */
  private @Nullable BsonValue after() {
    if (last != null) {
      after = DocumentId.of(last).value();
    }
    return after;
  }

  /** Whether the next document is here already, so that asking for it does not wait. */
  public boolean hasBuffered() {
    return cursor != null && cursor.available() > 0;
  }

  private static boolean isPassing(MongoException e) {
    return e instanceof MongoCursorNotFoundException
        || e instanceof MongoSocketException
        || e instanceof MongoConnectionPoolClearedException
        || e instanceof MongoTimeoutException
        || e instanceof MongoNotPrimaryException
        || e instanceof MongoNodeIsRecoveringException;
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
