package dev.banyan.cli.jobs;

/**
 * What verification found, as reports show it.
 *
 * @param generations passes, the one over everything included
 * @param compared pairs, each time they were looked at
 * @param differences those that stood in the end, or could not be settled
 * @param completed false if it was stopped, so that nothing is proved
 * @param headline the longest-standing difference, empty if there is none
 */
public record VerificationSummary(
    long generations, long compared, long differences, boolean completed, String headline) {

  /** One line for a person. */
  public String text() {
    return "%,d compared in %d generations, %,d differences"
            .formatted(compared, generations, differences)
        + (completed ? "" : "; stopped before the end, nothing is proved")
        + (headline.isEmpty() ? "" : "; the longest-standing: " + headline);
  }
}
