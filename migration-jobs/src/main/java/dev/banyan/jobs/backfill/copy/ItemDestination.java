package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.throttle.Throttle;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.bson.RawBsonDocument;

/** Where items go: tables, or files for an import. Thread-safe. */
public interface ItemDestination extends AutoCloseable {

  /** What it is and how it is written, for messages. */
  String describe();

  /**
   * What it is, whichever way it is reached: the same table is the same under another address, two
   * tables of one name are not. Part of the job's identity, so that restart state is neither lost
   * nor taken for another table's.
   */
  default String identity(List<TableSpec> tables) {
    return describe();
  }

  /**
   * Part of the job's fingerprint: a job that was begun with one way of writing does not go on with
   * another.
   */
  String mode();

  /** A job begins anew: what an earlier one left, and would get in the way, is removed. */
  default void begin(List<TableSpec> tables) {}

  /**
   * Checks what must be there before the first item.
   *
   * @param goesOn whether this job has written before, and nobody else may have
   * @throws JobException with the remedy
   */
  void prepare(List<TableSpec> tables, boolean goesOn);

  /**
   * A writer for one range.
   *
   * @param range its number
   * @param settled documents that are durable from earlier runs
   */
  RangeWriter open(int range, long settled, Throttle throttle);

  /** All ranges are done. */
  void finish();

  @Override
  void close();

  /** Gathers items and sends them. Confined to one thread. */
  interface RangeWriter {

    /** Whether an item may join those that are gathered. */
    boolean accepts(EncodedItem item);

    /** Gathers a copy of an item. */
    void add(EncodedItem item, RawBsonDocument document);

    /** Whether nothing more should be gathered. */
    boolean isFull();

    boolean isEmpty();

    /** Documents between two flushes at most, whatever they gave. */
    default int mostDocuments() {
      return DocumentCopy.MOST_GATHERED;
    }

    /**
     * Sends what is gathered; waits while too much is under way.
     *
     * @param before documents of the range that were handed over, or need no item, before these
     * @return done when each item is durable or rejected for good
     * @throws CancellationException if the job is stopped
     */
    CompletableFuture<Delivered> flush(long before) throws InterruptedException;
  }
}
