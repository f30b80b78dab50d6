package dev.banyan.jobs.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.InsertReport.AlreadyNewer;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ItemWriterTest {

  private final WriterPool pool = new WriterPool(4);
  private final List<List<String>> requests = new ArrayList<>();

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void write_triesAgainOnlyWhatWasNotSettled_andSaysWhy() {
    ItemWriter<String> writer =
        writer(
            new InsertReport(
                List.of(
                    new Inserted(),
                    new Failed("busy", true),
                    new AlreadyNewer(),
                    new Failed("too large", false)),
                1),
            new InsertReport(List.of(new Inserted()), 0));

    assertThat(writer.write(rows("a", "b", "c", "d")))
        .containsExactly(
            new Inserted(), new Inserted(), new AlreadyNewer(), new Failed("too large", false));
    assertThat(requests).containsExactly(List.of("a", "b", "c", "d"), List.of("b"));
    assertThat(pool.limit().reason()).hasValueSatisfying(r -> assertThat(r).contains("throttles"));
  }

  @Test
  void write_doesNotGiveUpOnATableThatIsBusy() {
    InsertReport busy = new InsertReport(List.of(new Failed("busy", true)), 1);
    InsertReport[] reports =
        Stream.concat(
                Stream.generate(() -> busy).limit(50),
                Stream.of(new InsertReport(List.of(new Inserted()), 0)))
            .toArray(InsertReport[]::new);

    assertThat(writer(reports).write(rows("a"))).containsExactly(new Inserted());
    assertThat(requests).hasSize(51);
  }

  @Test
  void write_givesUpOnATableThatCannotBeUsed() {
    InsertReport gone = new InsertReport(List.of(new Failed("no such table", true)), 0);
    InsertReport[] reports = Stream.generate(() -> gone).limit(20).toArray(InsertReport[]::new);

    assertThatThrownBy(() -> writer(reports).write(rows("a")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no such table");
    assertThat(requests).hasSize(8);
  }

  @Test
  void write_endsWhenTheJobIsStopped() {
    InsertReport busy = new InsertReport(List.of(new Failed("busy", true)), 1);
    pool.stop();

    assertThatThrownBy(() -> writer(busy, busy).write(rows("a")))
        .isInstanceOf(CancellationException.class);
    assertThat(requests).hasSize(1);
  }

  @Test
  void insert_groupsRowsByVersionAndKeepsTheirOrder() {
    SourceVersion low = new SourceVersion(1, 0, 0);
    SourceVersion high = new SourceVersion(2, 0, 0);
    List<SourceVersion> versions = new ArrayList<>();

    InsertReport report =
        Versions.insert(
            List.of(new Row<>("a", high), new Row<>("b", low), new Row<>("c", high)),
            (values, version) -> {
              versions.add(version);
              return new InsertReport(
                  values.stream().map(v -> (RowOutcome) new Failed(v + version, false)).toList(),
                  1);
            });

    assertThat(versions).containsExactly(low, high);
    assertThat(report.outcomes())
        .containsExactly(
            new Failed("a" + high, false),
            new Failed("b" + low, false),
            new Failed("c" + high, false));
    assertThat(report.throttled()).isEqualTo(2);
  }

  private ItemWriter<String> writer(InsertReport... reports) {
    return new ItemWriter<>(
        rows -> {
          requests.add(rows.stream().map(Row::value).toList());
          return reports[requests.size() - 1];
        },
        pool,
        new Backoff(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO));
  }

  private static List<Row<String>> rows(String... values) {
    return Stream.of(values).map(value -> new Row<>(value, SourceVersion.LOWEST)).toList();
  }
}
