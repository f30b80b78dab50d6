package dev.banyan.jobs.backfill;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Inserts rows and does not give up on a table that is too busy: it slows down, says why, and tries
 * again with jitter until the job is stopped. Other passing failures end the job after {@value
 * #TRIES} tries. Thread-safe.
 *
 * @param <T> a row's value
 */
final class ItemWriter<T> {

  private static final int TRIES = 8;

  private final ItemTarget<T> target;
  private final WriterPool pool;
  private final Backoff backoff;

  ItemWriter(ItemTarget<T> target, WriterPool pool) {
    this(
        target, pool, new Backoff(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofSeconds(5)));
  }

  ItemWriter(ItemTarget<T> target, WriterPool pool, Backoff backoff) {
    this.target = target;
    this.pool = pool;
    this.backoff = backoff;
  }

  /**
   * Inserts rows.
   *
   * @return one outcome per row; {@link Failed} ones can never go in
   * @throws CancellationException if the job was stopped before all had an outcome
   * @throws JobException if the table cannot be written to
   */
  List<RowOutcome> write(List<Row<T>> rows) {
    List<RowOutcome> outcomes = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      outcomes.add(new Failed("not tried", true));
      open.add(row);
    }
    for (int failed = 0; !open.isEmpty(); failed++) {
      if (failed > 0) {
        pause(failed);
      }
      boolean busy = insert(rows, open, outcomes);
      if (!open.isEmpty() && !busy && failed + 1 >= TRIES) {
        throw new JobException(
            "rows cannot be written, " + TRIES + " tries: " + outcomes.get(open.get(0)));
      }
    }
    return outcomes;
  }

  /** Settles what it can of the open rows; true if the table was too busy. */
  private boolean insert(List<Row<T>> rows, List<Integer> open, List<RowOutcome> outcomes) {
    InsertReport report = target.insert(open.stream().map(rows::get).toList());
    for (int i = 0; i < open.size(); i++) {
      outcomes.set(open.get(i), report.outcomes().get(i));
    }
    open.removeIf(
        row -> !(outcomes.get(row) instanceof Failed failed && failed.transientFailure()));
    if (report.throttled() > 0) {
      pool.limit().throttled("the table throttles");
    } else {
      pool.limit().succeeded();
    }
    return report.throttled() > 0;
  }

  private void pause(int failed) {
    if (pool.isStopped() || !backoff.pause(failed)) {
      throw new CancellationException("stopped while rows were tried again");
    }
  }
}
