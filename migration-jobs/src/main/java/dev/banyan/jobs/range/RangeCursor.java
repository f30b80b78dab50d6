package dev.banyan.jobs.range;

import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoCursor;
import dev.banyan.jobs.JobException;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a range; opened again behind the last one where the server lost it. Not
 * thread-safe.
 */
public final class RangeCursor implements AutoCloseable {

  /** In a row, without a document between; the driver waits for a primary inside each. */
  private static final int REOPENINGS = 5;

  private final RangeReader reader;
  private final IdRange range;
  private @Nullable BsonValue after;
  private @Nullable RawBsonDocument last;
  private @Nullable MongoCursor<RawBsonDocument> cursor;
  private int lost;

  RangeCursor(RangeReader reader, IdRange range, @Nullable BsonValue after) {
    this.reader = reader;
    this.range = range;
    this.after = after;
  }

  /**
   * The next document, or null at the end.
   *
   * @throws JobException if MongoDB cannot be read
   */
  public @Nullable RawBsonDocument next() {
    while (!range.isSingle() || after() == null) {
      try {
        return read();
      } catch (MongoException e) {
        close();
        if (!isPassing(e) || ++lost > REOPENINGS) {
          throw new JobException(
              "MongoDB cannot be read behind _id " + after() + ": " + e.getMessage(), e);
        }
      }
    }
    return null;
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
    lost = 0;
    return document;
  }

  /** Reads the {@code _id} only where it is needed: the hot path never does. */
  private @Nullable BsonValue after() {
    if (last != null) {
      after = DocumentId.of(last);
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
