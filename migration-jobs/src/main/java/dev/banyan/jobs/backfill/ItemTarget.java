package dev.banyan.jobs.backfill;

import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.InsertReport;
import java.util.List;

/**
 * Where rows go: a table's own class, which knows an item's layout.
 *
 * @param <T> a row's value
 */
@FunctionalInterface
public interface ItemTarget<T> {

  /**
   * Inserts rows whose keys the table has neither an item nor a tombstone of. Thread-safe.
   *
   * @return one outcome per row, in the rows' order; what a row or the table did is no exception
   */
  InsertReport insert(List<Row<T>> rows);
}
