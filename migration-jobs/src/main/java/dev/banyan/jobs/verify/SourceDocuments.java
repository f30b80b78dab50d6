package dev.banyan.jobs.verify;

import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.util.Collection;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** The documents of a collection. Thread-safe; cursors are not. */
interface SourceDocuments {

  /**
   * Splits them.
   *
   * @param size about how many documents a range should have
   */
  RangePlan plan(int size);

  /** Opens a range. */
  Cursor open(IdRange range);

  /** Those of these ids that there are, in any order; those tagged as deleted too. */
  Cursor find(Collection<DocumentId> ids);

  /** How many ids {@link #find} should be asked for at once. */
  int most();

  /** Whether a claim may be over: a document that had an item may have it no more. */
  boolean canChange();

  /** One document after the other. */
  interface Cursor extends AutoCloseable {

    /** Null at the end. */
    @Nullable RawBsonDocument next();

    @Override
    void close();
  }
}
