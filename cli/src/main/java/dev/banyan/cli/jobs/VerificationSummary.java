package dev.banyan.cli.jobs;

/**
 * What verification found, as reports show it.
 *
 * @param generations passes, the one over everything included
 * @param differences those that stood in the end
 */
public record VerificationSummary(long generations, long compared, long differences) {

  /** One line for a person. */
  public String text() {
    return "%,d compared in %d generations, %,d differences"
        .formatted(compared, generations, differences);
  }
}
