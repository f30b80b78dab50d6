package dev.banyan.jobs.verify;

import dev.banyan.jobs.range.DocumentId;
import java.util.Collection;
import java.util.Map;

/** Two sides that should say the same, pair by pair. Implementations are thread-safe. */
interface Comparison {

  /** The table's name. */
  String table();

  /** Whether a change in the collection may change a pair that has the document's {@code _id}. */
  boolean concerns(String collection);

  /**
   * Reads both sides and hands over what to compare: every pair that has a document, in groups for
   * {@link #compare}; and pairs of which only an item was seen.
   */
  void readAll(Pairs pairs, Work work);

  /** How many pairs {@link #compare} should be given at once. */
  default int most() {
    return 1_000;
  }

  /**
   * Looks at pairs.
   *
   * @param consistent whether to ask the table for its newest state, at twice the price
   * @return those that differ
   */
  Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent);

  /** Takes what generation 0 found. Thread-safe. */
  interface Pairs {

    /** So many pairs were compared, and these differ. */
    void compared(int count, Map<DocumentId, Finding> differing);

    /** So many pairs differed in an earlier run, and nobody knows any more which. */
    default void uncounted(long differing) {}

    /** So many items were seen in a scan, and not compared yet. */
    default void scanned(int count) {}
  }
}
