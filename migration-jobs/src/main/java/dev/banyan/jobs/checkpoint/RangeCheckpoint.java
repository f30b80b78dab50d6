package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.range.IdRange;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How far a range is done.
 *
 * @param number of the range in its job, from 0
 * @param after everything of the range up to this {@code _id} is durable; null if nothing is
 * @param counts of what is durable
 * @param finished whether that is the whole range
 */
public record RangeCheckpoint(
    int number, IdRange range, @Nullable BsonValue after, Counts counts, boolean finished) {

  /** Of a range that was not begun. */
  public static RangeCheckpoint untouched(int number, IdRange range) {
    return new RangeCheckpoint(number, range, null, Counts.NONE, false);
  }

  /** The checkpoint behind more that is durable now. */
  public RangeCheckpoint advanced(BsonValue to, Counts more) {
    return new RangeCheckpoint(number, range, to, counts.plus(more), false);
  }

  /** The same position with more to report: the first document's items went into two requests. */
  public RangeCheckpoint counted(Counts more) {
    return new RangeCheckpoint(number, range, after, counts.plus(more), false);
  }

  /** The checkpoint of a range that is done. */
  public RangeCheckpoint done() {
    return new RangeCheckpoint(number, range, after, counts, true);
  }
}
