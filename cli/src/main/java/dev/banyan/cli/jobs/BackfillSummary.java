package dev.banyan.cli.jobs;

/**
 * What a backfill did, as reports show it.
 *
 * @param alreadyNewer documents whose item a live event had written before
 */
public record BackfillSummary(
    long documents, long written, long alreadyNewer, long deadLetters, double seconds) {

  /** One line for a person. */
  public String text() {
    return "%,d documents: %,d written, %,d already newer, %,d dead letters"
        .formatted(documents, written, alreadyNewer, deadLetters);
  }
}
