package dev.banyan.cli.jobs;

/**
 * What a backfill did, as reports show it.
 *
 * @param ending {@code COMPLETED}, {@code ALREADY_COMPLETED} by an earlier run, or {@code STOPPED}
 * @param alreadyNewer documents whose item a live event had written before
 */
public record BackfillSummary(
    String ending,
    long documents,
    long written,
    long alreadyNewer,
    long deadLetters,
    double seconds) {

  /** One line for a person. */
  public String text() {
    String counts =
        "%,d documents: %,d written, %,d already newer, %,d dead letters"
            .formatted(documents, written, alreadyNewer, deadLetters);
    return switch (ending) {
      case "ALREADY_COMPLETED" ->
          "nothing to do, an earlier run had finished (--restart begins anew); " + counts;
      case "STOPPED" -> "stopped, run it again to go on; " + counts;
      default -> counts;
    };
  }
}
