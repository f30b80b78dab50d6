package dev.banyan.jobs.backfill.copy;

import java.time.Duration;

/**
 * How a collection is copied.
 *
 * @param documentsPerRange of {@code _id}, each with its own checkpoint
 * @param readers ranges that are read at the same time
 * @param readBatch documents per answer of MongoDB
 * @param checkpointEvery how often a range's checkpoint is saved
 * @param page documents of a range that may be read, and even written, but not be in its saved
 *     checkpoint: so many a start after a crash reads again at most, per range that was open
 * @param restart true begins anew what was begun or even finished before
 */
public record CopyConfig(
    int documentsPerRange,
    int readers,
    int readBatch,
    Duration checkpointEvery,
    int page,
    boolean restart) {

  public static final CopyConfig DEFAULT =
      new CopyConfig(50_000, 2, 1_000, Duration.ofSeconds(1), 10_000, false);

  /** Of a page, what is gathered for a request or was read without giving an item. */
  private static final int GATHERED = DocumentCopy.MOST_GATHERED;

  public CopyConfig {
    requirePositive("documentsPerRange", documentsPerRange);
    requirePositive("readers", readers);
    requirePositive("readBatch", readBatch);
    if (checkpointEvery.isNegative()) {
      throw new IllegalArgumentException(
          "checkpointEvery must not be negative, was " + checkpointEvery);
    }
    int least = readBatch + ReadAhead.MOST_DOCUMENTS + GATHERED + 1;
    if (page < least) {
      throw new IllegalArgumentException(
          "page must be at least %d (what is read ahead), was %d".formatted(least, page));
    }
  }

  /** Documents that may be under way or settled, but not in the saved checkpoint. */
  int unsavedBound() {
    return page - readBatch - ReadAhead.MOST_DOCUMENTS - GATHERED;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }

  public CopyConfig withRestart(boolean next) {
    return new CopyConfig(documentsPerRange, readers, readBatch, checkpointEvery, page, next);
  }

  public CopyConfig withReaders(int next) {
    return new CopyConfig(documentsPerRange, next, readBatch, checkpointEvery, page, restart);
  }

  public CopyConfig withDocumentsPerRange(int next) {
    return new CopyConfig(next, readers, readBatch, checkpointEvery, page, restart);
  }

  public CopyConfig withCheckpointEvery(Duration next) {
    return new CopyConfig(documentsPerRange, readers, readBatch, next, page, restart);
  }

  /** A smaller page costs throughput: the range waits for its checkpoint more often. */
  public CopyConfig withPage(int next, int nextReadBatch) {
    return new CopyConfig(
        documentsPerRange, readers, nextReadBatch, checkpointEvery, next, restart);
  }
}
