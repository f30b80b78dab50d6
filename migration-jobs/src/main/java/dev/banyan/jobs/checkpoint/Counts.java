package dev.banyan.jobs.checkpoint;

/**
 * What became of documents; {@code documents} is the sum of the others.
 *
 * @param documents read and settled
 * @param written rows that are new in the table
 * @param alreadyNewer rows for which the table had an item or a tombstone
 * @param deadLetters documents that were set aside
 */
public record Counts(long documents, long written, long alreadyNewer, long deadLetters) {

  public static final Counts NONE = new Counts(0, 0, 0, 0);

  /** Of rows and dead letters. */
  public static Counts of(long written, long alreadyNewer, long deadLetters) {
    return new Counts(written + alreadyNewer + deadLetters, written, alreadyNewer, deadLetters);
  }

  public Counts plus(Counts other) {
    return new Counts(
        documents + other.documents,
        written + other.written,
        alreadyNewer + other.alreadyNewer,
        deadLetters + other.deadLetters);
  }
}
