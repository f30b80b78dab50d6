package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Where documents come from: a collection, or a dump of one. Thread-safe. */
public interface DocumentSource {

  /**
   * Splits it into ranges.
   *
   * @throws JobException if it does not exist or cannot be read
   */
  RangePlan plan();

  /**
   * Opens a range behind a position of an earlier {@link Documents#position}, or at its beginning.
   */
  Documents open(IdRange range, @Nullable BsonValue after);

  /** What it is, for messages. */
  String describe();

  /** The documents of a range in order. Used by one thread; closed by any. */
  interface Documents extends AutoCloseable {

    /**
     * The next document, or null at the end.
     *
     * @throws JobException if it cannot be read
     */
    @Nullable RawBsonDocument next() throws InterruptedException;

    /** The position behind a document that {@link #next} has just given. */
    BsonValue position(RawBsonDocument last);

    @Override
    void close();
  }
}
