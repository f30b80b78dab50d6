package dev.banyan.capture.operations;

import java.util.Set;

/**
 * How a resnapshot goes about it.
 *
 * @param collections to copy; empty for those that the lost position names
 * @param documentsPerSecond the most that is read and published; 0 for no limit
 * @param inFlight events that may wait for acknowledgement at once
 */
public record ResnapshotOptions(Set<String> collections, int documentsPerSecond, int inFlight) {

  public ResnapshotOptions {
    collections = Set.copyOf(collections);
    if (documentsPerSecond < 0) {
      throw new IllegalArgumentException(
          "documentsPerSecond must not be negative, was " + documentsPerSecond);
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight must be above zero, was " + inFlight);
    }
  }

  /** What is affected, at up to 2,000 documents a second. */
  public static ResnapshotOptions affected() {
    return new ResnapshotOptions(Set.of(), 2_000, 1_000);
  }

  /** The same at another speed. */
  public ResnapshotOptions withDocumentsPerSecond(int limit) {
    return new ResnapshotOptions(collections, limit, inFlight);
  }

  /** The same for these collections, whatever was lost. */
  public ResnapshotOptions only(Set<String> names) {
    return new ResnapshotOptions(names, documentsPerSecond, inFlight);
  }
}
