package dev.banyan.jobs.backfill.copy;

import java.time.Duration;

/**
 * How a collection is copied.
 *
 * @param documentsPerRange of {@code _id}, each with its own checkpoint
 * @param readers ranges that are read at the same time
 * @param readBatch documents per answer of MongoDB
 * @param checkpointEvery how often a range's checkpoint is saved
 * @param restart true begins anew what was begun or even finished before
 */
public record CopyConfig(
    int documentsPerRange, int readers, int readBatch, Duration checkpointEvery, boolean restart) {

  public static final CopyConfig DEFAULT =
      new CopyConfig(50_000, 2, 1_000, Duration.ofSeconds(1), false);

  public CopyConfig {
    requirePositive("documentsPerRange", documentsPerRange);
    requirePositive("readers", readers);
    requirePositive("readBatch", readBatch);
    if (checkpointEvery.isNegative()) {
      throw new IllegalArgumentException(
          "checkpointEvery must not be negative, was " + checkpointEvery);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }

  public CopyConfig withRestart(boolean next) {
    return new CopyConfig(documentsPerRange, readers, readBatch, checkpointEvery, next);
  }

  public CopyConfig withReaders(int next) {
    return new CopyConfig(documentsPerRange, next, readBatch, checkpointEvery, restart);
  }

  public CopyConfig withDocumentsPerRange(int next) {
    return new CopyConfig(next, readers, readBatch, checkpointEvery, restart);
  }

  public CopyConfig withCheckpointEvery(Duration next) {
    return new CopyConfig(documentsPerRange, readers, readBatch, next, restart);
  }
}
