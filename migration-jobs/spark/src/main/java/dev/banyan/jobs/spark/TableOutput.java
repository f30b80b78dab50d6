package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.InsertIfAbsent;
import dev.banyan.stream.InsertReport;
import dev.banyan.stream.InsertReport.AlreadyNewer;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Inserts items into their tables if absent, {@value InsertIfAbsent#BATCH} to a request, with a
 * bounded number of requests under way: {@link #write} waits for the oldest. Neither a second
 * attempt at a range nor a copy of it that runs at the same time does harm: the table takes a key
 * once.
 */
final class TableOutput implements ItemOutput {

  private static final Backoff PATIENT =
      new Backoff(8, Duration.ofMillis(50), Duration.ofSeconds(5));

  private final DynamoDbClient client;
  private final RequestWindow window;
  private final RateShare rate;
  private final DeadLetterFile deadLetters;
  private final Map<TableSpec, List<Row>> open = new HashMap<>();
  private final LongAdder inserted = new LongAdder();
  private final LongAdder alreadyNewer = new LongAdder();

  TableOutput(
      DynamoDbClient client, RequestWindow window, RateShare rate, DeadLetterFile deadLetters) {
    this.client = client;
    this.window = window;
    this.rate = rate;
    this.deadLetters = deadLetters;
  }

  private record Row(RawBsonDocument document, Item item) {}

  @Override
  public void write(RawBsonDocument document, List<Item> items) {
    for (Item item : items) {
      List<Row> rows = open.computeIfAbsent(item.table(), table -> new ArrayList<>());
      rows.add(new Row(document, item));
      if (rows.size() == InsertIfAbsent.BATCH) {
        send(item.table(), rows);
        open.remove(item.table());
      }
    }
  }

  private void send(TableSpec table, List<Row> rows) {
    try {
      rate.acquire(rows.stream().mapToInt(row -> row.item().writeUnits()).sum());
      window.submit(() -> insert(table, rows));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("interrupted: the task was cancelled", e);
    }
  }

  private void insert(TableSpec table, List<Row> rows) {
    InsertIfAbsent insert = new InsertIfAbsent(client, table.name(), keys(table), PATIENT);
    List<Row> left = rows;
    while (!left.isEmpty()) {
      InsertReport report =
          insert.insert(left.stream().map(row -> ItemJson.parse(row.item().json())).toList());
      left = settle(table, left, report);
      if (report.throttled() > 0) {
        rate.throttled();
      } else {
        rate.succeeded();
      }
    }
  }

  /** Counts what is settled; returns the rest, which a busy table left. */
  private List<Row> settle(TableSpec table, List<Row> rows, InsertReport report) {
    List<Row> left = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      RowOutcome outcome = report.outcomes().get(i);
      if (outcome instanceof Inserted) {
        inserted.increment();
      } else if (outcome instanceof AlreadyNewer) {
        alreadyNewer.increment();
      } else if (outcome instanceof Failed failed && failed.transientFailure()) {
        left.add(row);
        requireBusy(table, report, failed);
      } else if (outcome instanceof Failed failed) {
        deadLetters.add(row.document(), "table " + table.name() + ": " + failed.reason());
      }
    }
    return left;
  }

  private static void requireBusy(TableSpec table, InsertReport report, Failed failed) {
    if (Thread.currentThread().isInterrupted() || report.throttled() == 0) {
      throw new JobException("table " + table.name() + " cannot be written to: " + failed.reason());
    }
  }

  private static List<String> keys(TableSpec table) {
    return Stream.of(table.partition(), table.sort())
        .filter(key -> key != null)
        .map(key -> key.name())
        .toList();
  }

  @Override
  public Written finish() {
    open.forEach(this::send);
    open.clear();
    window.drain();
    return new Written(inserted.sum(), alreadyNewer.sum(), List.of());
  }

  /** What is under way ends by itself and does no harm. */
  @Override
  public void close() {
    open.clear();
  }
}
