package dev.banyan.jobs.backfill;

import java.time.Duration;

/**
 * How a backfill runs.
 *
 * @param documentsPerRange of {@code _id}, each with its own checkpoint
 * @param readers ranges that are read at the same time
 * @param maxInFlight requests to the table at the same time, at most
 * @param readBatch documents per answer of MongoDB
 * @param checkpointEvery how much work a crash may repeat
 * @param restart true begins anew what was begun or even finished before
 */
public record BackfillConfig(
    int documentsPerRange,
    int readers,
    int maxInFlight,
    int readBatch,
    Duration checkpointEvery,
    boolean restart) {

  public static final BackfillConfig DEFAULT =
      new BackfillConfig(50_000, 2, 16, 1_000, Duration.ofSeconds(1), false);

  public BackfillConfig {
    requirePositive("documentsPerRange", documentsPerRange);
    requirePositive("readers", readers);
    requirePositive("maxInFlight", maxInFlight);
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

  public BackfillConfig withRestart(boolean next) {
    return new BackfillConfig(
        documentsPerRange, readers, maxInFlight, readBatch, checkpointEvery, next);
  }

  public BackfillConfig withMaxInFlight(int next) {
    return new BackfillConfig(
        documentsPerRange, readers, next, readBatch, checkpointEvery, restart);
  }

  public BackfillConfig withDocumentsPerRange(int next) {
    return new BackfillConfig(next, readers, maxInFlight, readBatch, checkpointEvery, restart);
  }

  public BackfillConfig withCheckpointEvery(Duration next) {
    return new BackfillConfig(documentsPerRange, readers, maxInFlight, readBatch, next, restart);
  }
}
