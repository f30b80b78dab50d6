package dev.banyan.jobs.backfill;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Rows to a table that takes one version per call: nearly all of them have the floor. */
final class Versions {

  private Versions() {}

  /** A table's insert of values that have one version. */
  @FunctionalInterface
  interface Insert<T> {
    InsertReport insert(List<T> values, SourceVersion version);
  }

  static <T> InsertReport insert(List<Row<T>> rows, Insert<T> table) {
    Map<SourceVersion, List<Integer>> byVersion = new TreeMap<>();
    for (int row = 0; row < rows.size(); row++) {
      byVersion.computeIfAbsent(rows.get(row).version(), v -> new ArrayList<>()).add(row);
    }
    List<RowOutcome> outcomes =
        new ArrayList<>(Collections.nCopies(rows.size(), new Failed("not tried", true)));
    int throttled = 0;
    for (Map.Entry<SourceVersion, List<Integer>> group : byVersion.entrySet()) {
      List<Integer> members = group.getValue();
      InsertReport report =
          table.insert(members.stream().map(i -> rows.get(i).value()).toList(), group.getKey());
      IntStream.range(0, members.size())
          .forEach(i -> outcomes.set(members.get(i), report.outcomes().get(i)));
      throttled += report.throttled();
    }
    return new InsertReport(outcomes, throttled);
  }
}
