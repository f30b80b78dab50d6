package dev.banyan.jobs.checkpoint;

/**
 * What became of documents.
 *
 * @param documents read and settled
 * @param written rows that are new in the table
 * @param alreadyNewer rows for which the table had an item or a tombstone
 * @param deadLetters documents that were set aside
 * @param filtered documents that the mapping does not want
 */
public record Counts(
    long documents, long written, long alreadyNewer, long deadLetters, long filtered) {

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  /** Of a mapping that makes one row of a document: the documents are the sum of the others. */
  public static Counts of(long written, long alreadyNewer, long deadLetters) {
    return new Counts(written + alreadyNewer + deadLetters, written, alreadyNewer, deadLetters, 0);
  }

  public Counts plus(Counts other) {
    return new Counts(
        documents + other.documents,
        written + other.written,
        alreadyNewer + other.alreadyNewer,
        deadLetters + other.deadLetters,
        filtered + other.filtered);
  }
}
