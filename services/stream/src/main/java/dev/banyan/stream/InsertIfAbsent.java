package dev.banyan.stream;

import dev.banyan.stream.InsertReport.AlreadyNewer;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/**
 * Inserts items where the table has none, {@value #BATCH} {@code INSERT} statements to a request:
 * PartiQL's insert refuses a key that exists, which {@code BatchWriteItem} cannot.
 *
 * <p>A backfill's write: it never goes over an item or a tombstone. Statements that the table is
 * too busy for are sent again, after the others' answers are in. Thread-safe.
 */
public final class InsertIfAbsent {

  /** DynamoDB's limit of statements in one {@code BatchExecuteStatement}. */
  public static final int BATCH = 25;

  private static final Set<String> BUSY =
      Set.of(
          "ProvisionedThroughputExceeded", "RequestLimitExceeded", "ThrottlingError", "Throttling");
  private static final Set<String> PASSING = Set.of("InternalServerError", "TransactionConflict");

  private final DynamoDbClient client;
  private final String table;
  private final List<String> key;
  private final Backoff backoff;

  /**
   * @param key names of the table's key attributes
   */
  public InsertIfAbsent(DynamoDbClient client, String table, List<String> key, Backoff backoff) {
    this.client = client;
    this.table = table;
    this.key = List.copyOf(key);
    this.backoff = backoff;
  }

  /** Inserts any number of items; never throws for what one of them or the table did. */
  public InsertReport insert(List<Map<String, AttributeValue>> items) {
    var run = new Run(items);
    int failed = 0;
    while (run.hasPending()) {
      boolean moved = run.round();
      failed = moved ? 0 : failed + 1;
      if (!moved && !backoff.pause(failed)) {
        break;
      }
    }
    return run.report();
  }

  /** One call's state; the outcome of a row is null while it is not settled. */
  private final class Run {
    private final List<Map<String, AttributeValue>> items;
    private final @Nullable RowOutcome[] outcomes;
    private final String[] lastReason;
    private int throttled;

    Run(List<Map<String, AttributeValue>> items) {
      this.items = items;
      this.outcomes = new RowOutcome[items.size()];
      this.lastReason = new String[items.size()];
      Arrays.fill(lastReason, "not tried");
    }

    boolean hasPending() {
      return Arrays.asList(outcomes).contains(null);
    }

    /** Sends what is not settled, a batch at a time; false if that settled nothing. */
    boolean round() {
      boolean moved = false;
      var sent = new boolean[items.size()];
      for (List<Integer> batch = next(sent); !batch.isEmpty(); batch = next(sent)) {
        moved |= send(batch);
      }
      return moved;
    }

    /** DynamoDB takes a key once per request: a second row of the same key goes with the next. */
    private List<Integer> next(boolean[] sent) {
      List<Integer> batch = new ArrayList<>();
      Set<List<AttributeValue>> keys = new HashSet<>();
      for (int row = 0; row < items.size() && batch.size() < BATCH; row++) {
        if (outcomes[row] == null && !sent[row] && keys.add(keyOf(items.get(row)))) {
          sent[row] = true;
          batch.add(row);
        }
      }
      return batch;
    }

    private boolean send(List<Integer> batch) {
      List<BatchStatementResponse> answers;
      try {
        List<BatchStatementRequest> statements =
            batch.stream().map(row -> statement(items.get(row))).toList();
        answers = client.batchExecuteStatement(r -> r.statements(statements)).responses();
      } catch (SdkException e) {
        return failedAsAWhole(batch, e);
      }
      boolean moved = false;
      for (int i = 0; i < batch.size(); i++) {
        moved |= settle(batch.get(i), answers.get(i).error());
      }
      return moved;
    }

    private boolean failedAsAWhole(List<Integer> batch, SdkException e) {
      boolean permanent = StoreFailure.isPermanent(e);
      if (permanent && batch.size() > 1) { // one of them spoils the rest: find it
        return batch.stream().map(row -> send(List.of(row))).reduce(false, Boolean::logicalOr);
      }
      throttled += StoreFailure.isThrottling(e) ? 1 : 0;
      for (int row : batch) {
        lastReason[row] = StoreFailure.describe(e);
        outcomes[row] = permanent ? new Failed(lastReason[row], false) : null;
      }
      return permanent;
    }

    private boolean settle(int row, @Nullable BatchStatementError error) {
      if (error == null) {
        outcomes[row] = new Inserted();
        return true;
      }
      String code = error.codeAsString();
      if (code.equals("DuplicateItem")) {
        outcomes[row] = new AlreadyNewer();
        return true;
      }
      lastReason[row] = code + ": " + error.message();
      if (BUSY.contains(code) || PASSING.contains(code)) {
        throttled += BUSY.contains(code) ? 1 : 0;
        return false;
      }
      outcomes[row] = new Failed(lastReason[row], false);
      return true;
    }

    InsertReport report() {
      List<RowOutcome> all = new ArrayList<>();
      for (int row = 0; row < outcomes.length; row++) {
        RowOutcome outcome = outcomes[row];
        all.add(outcome == null ? new Failed(lastReason[row], true) : outcome);
      }
      return new InsertReport(all, throttled);
    }
  }

  private List<AttributeValue> keyOf(Map<String, AttributeValue> item) {
    return key.stream().map(item::get).toList();
  }

  private BatchStatementRequest statement(Map<String, AttributeValue> item) {
    var sorted = new TreeMap<>(item);
    String values =
        sorted.keySet().stream()
            .map(name -> "'" + name.replace("'", "''") + "':?")
            .collect(Collectors.joining(","));
    return BatchStatementRequest.builder()
        .statement("INSERT INTO \"" + table + "\" VALUE {" + values + "}")
        .parameters(sorted.values())
        .build();
  }
}
