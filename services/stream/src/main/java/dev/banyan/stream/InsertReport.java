package dev.banyan.stream;

import java.util.List;

/**
 * What became of rows that were inserted if absent.
 *
 * @param outcomes one per row, in the rows' order
 * @param throttled answers that said the table is too busy, also of rows that went in later
 */
public record InsertReport(List<RowOutcome> outcomes, int throttled) {

  public InsertReport {
    outcomes = List.copyOf(outcomes);
  }

  /** One row's fate. */
  public sealed interface RowOutcome {}

  /** The row is new in the table. */
  public record Inserted() implements RowOutcome {}

  /** An item or a tombstone was there, which is newer by invariant 1. */
  public record AlreadyNewer() implements RowOutcome {}

  /**
   * The row is not in the table.
   *
   * @param transientFailure true if it is the table's state, false if the row can never go in
   */
  public record Failed(String reason, boolean transientFailure) implements RowOutcome {}

  public long inserted() {
    return outcomes.stream().filter(Inserted.class::isInstance).count();
  }

  public long alreadyNewer() {
    return outcomes.stream().filter(AlreadyNewer.class::isInstance).count();
  }
}
