package dev.banyan.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.stream.InsertReport.AlreadyNewer;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.testkit.LocalTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

final class InsertIfAbsentTest {

  private static final String TABLE = "relationships";
  private static final Backoff SHORT = new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(2));

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(TABLE);
  }

  private static InsertIfAbsent inserts(DynamoDbClient client) {
    return new InsertIfAbsent(client, TABLE, List.of("follower", "followee"), SHORT);
  }

  private static Map<String, AttributeValue> item(String followee, String value) {
    return new HashMap<>(
        Map.of(
            "follower", AttributeValue.fromS("f"),
            "followee", AttributeValue.fromS(followee),
            "value", AttributeValue.fromS(value)));
  }

  @Test
  void insert_tellsNewRowsFromPresentOnesAcrossBatches() {
    var items = new ArrayList<Map<String, AttributeValue>>();
    for (int i = 0; i < 60; i++) {
      items.add(item("e" + i, "new"));
    }
    LocalTables.client().putItem(r -> r.tableName(TABLE).item(item("e7", "old")));

    InsertReport report = inserts(LocalTables.client()).insert(items);

    assertThat(report.inserted()).isEqualTo(59);
    assertThat(report.outcomes().get(7)).isInstanceOf(AlreadyNewer.class);
    assertThat(LocalTables.items(TABLE))
        .hasSize(60)
        .contains(item("e7", "old"))
        .contains(item("e59", "new"));
  }

  @Test
  void insert_ofOneKeyTwiceKeepsTheFirst() {
    InsertReport report =
        inserts(LocalTables.client()).insert(List.of(item("a", "1"), item("a", "2")));

    assertThat(report.outcomes()).containsExactly(new Inserted(), new AlreadyNewer());
    assertThat(LocalTables.items(TABLE)).containsExactly(item("a", "1"));
  }

  @Test
  void insert_takesAttributeNamesWithQuotes() {
    var item = item("a", "1");
    item.put("it's", AttributeValue.fromS("quoted"));

    assertThat(inserts(LocalTables.client()).insert(List.of(item)).inserted()).isEqualTo(1);
    assertThat(LocalTables.items(TABLE)).containsExactly(item);
  }

  @Test
  void insert_namesTheRowThatCanNeverGoIn() {
    var tooBig = item("big", "x".repeat(410 * 1024));

    InsertReport report =
        inserts(LocalTables.client()).insert(List.of(item("a", "1"), tooBig, item("b", "2")));

    assertThat(report.inserted()).isEqualTo(2);
    assertThat(report.outcomes().get(1))
        .isInstanceOfSatisfying(Failed.class, f -> assertThat(f.transientFailure()).isFalse());
  }

  @Test
  void insert_sendsAgainWhatTheTableWasTooBusyFor() {
    var busy = new BusyClient(2);

    InsertReport report = inserts(busy).insert(List.of(item("a", "1"), item("b", "2")));

    assertThat(report.inserted()).isEqualTo(2);
    assertThat(report.throttled()).isEqualTo(4);
    assertThat(busy.requests).isEqualTo(3);
  }

  @Test
  void insert_givesUpAfterItsTries() {
    var busy = new BusyClient(1_000);

    InsertReport report = inserts(busy).insert(List.of(item("a", "1")));

    assertThat(busy.requests).isEqualTo(3);
    assertThat(report.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.transientFailure()).isTrue();
              assertThat(failed.reason()).contains("ThrottlingError");
            });
  }

  /** Answers that it is too busy, a number of times. */
  private static final class BusyClient implements DynamoDbClient {
    private int left;
    int requests;

    BusyClient(int times) {
      this.left = times;
    }

    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest r) {
      requests++;
      boolean busy = left-- > 0;
      var answer =
          busy
              ? BatchStatementResponse.builder().error(e -> e.code("ThrottlingError")).build()
              : BatchStatementResponse.builder().build();
      return BatchExecuteStatementResponse.builder()
          .responses(r.statements().stream().map(s -> answer).toList())
          .build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }
}
