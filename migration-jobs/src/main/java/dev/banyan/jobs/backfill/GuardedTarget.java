package dev.banyan.jobs.backfill;

import dev.banyan.feed.FeedException;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * A table class whose work on a batch may fail in the middle and may be done again: its exceptions
 * become passing failures of the whole batch.
 *
 * @param <T> a row's value
 */
final class GuardedTarget<T> implements ItemTarget<T> {

  private final ItemTarget<T> target;

  GuardedTarget(ItemTarget<T> target) {
    this.target = target;
  }

  /** For work that has no outcome per row. */
  static <T> GuardedTarget<T> of(Consumer<Collection<T>> work) {
    return new GuardedTarget<>(
        rows -> {
          work.accept(rows.stream().map(Row::value).toList());
          return all(rows, new Inserted(), 0);
        });
  }

  @Override
  public InsertReport insert(List<Row<T>> rows) {
    try {
      return target.insert(rows);
    } catch (FeedException e) { // the table left something out for too long
      return all(rows, new Failed(String.valueOf(e.getMessage()), true), 1);
    } catch (SdkException e) {
      boolean busy = e instanceof SdkServiceException answer && answer.isThrottlingException();
      return all(rows, new Failed(String.valueOf(e.getMessage()), true), busy ? 1 : 0);
    }
  }

  private static <T> InsertReport all(List<Row<T>> rows, RowOutcome outcome, int throttled) {
    return new InsertReport(Collections.nCopies(rows.size(), outcome), throttled);
  }
}
