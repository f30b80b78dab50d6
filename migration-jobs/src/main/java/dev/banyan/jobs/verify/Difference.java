package dev.banyan.jobs.verify;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A document and an item that disagree.
 *
 * @param table whose item it is
 * @param key of the item, parts joined by a slash
 * @param path inside, empty where one of the two is not there at all
 * @param documentValue as text; null where there is none
 * @param itemValue as text; null where there is none
 * @param documentVersion null where the document carries none
 * @param itemVersion null where there is no item
 * @param age since both have looked like this
 */
public record Difference(
    Kind kind,
    String table,
    String key,
    String path,
    @Nullable String documentValue,
    @Nullable String itemValue,
    @Nullable String documentVersion,
    @Nullable String itemVersion,
    Duration age) {

  /** Which way they disagree. */
  public enum Kind {
    /** A document without an item. */
    MISSING,
    /** An item without a document. */
    EXTRA,
    /** Both are there and say different things. */
    MISMATCHED,
    /** The comparison of the document itself failed: nobody knows. */
    NOT_COMPARABLE
  }
}
