package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.range.ChangePosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Kills, hidden keys, very many differences, repairs that race. */
final class VerificationEdgesIT {

  private static final int DOCUMENTS = 600;

  private static Sides sides;
  private static Orders orders;

  @TempDir private Path state;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
    orders = new Orders(sides);
  }

  @AfterAll
  static void stop() throws Exception {
    sides.close();
  }

  @BeforeEach
  void copied() {
    orders.copy(DOCUMENTS);
  }

  private VerificationResult run(VerificationConfig config, List<Difference> differences) {
    try (MappedVerification verification = orders.verification(state);
        VerificationJob job = Orders.job(verification, config)) {
      VerificationResult result = job.run(progress -> {});
      differences.addAll(job.differences(Integer.MAX_VALUE));
      return result;
    }
  }

  private static Set<String> keys(List<Difference> differences) {
    return differences.stream().map(Difference::key).collect(Collectors.toSet());
  }

  private Map<String, AttributeValue> itemOf(int id) {
    return orders.item(Orders.document(id), ChangePosition.now(sides.mongo(), "orders"));
  }

  @Test
  void run_findsAnExtraItemWhosePartitionBeginsWithATilde() {
    Map<String, AttributeValue> hidden = new HashMap<>(itemOf(1));
    hidden.put("pk", AttributeValue.fromS("~hidden"));
    orders.put(hidden);
    List<Difference> differences = new ArrayList<>();

    run(Orders.CONFIG, differences);

    assertThat(keys(differences)).containsExactly("~hidden/O#00000001");
  }

  @Test
  void run_takesNoTombstoneForAnExtraItemButOneWithMore() {
    Map<String, AttributeValue> tombstone =
        new HashMap<>(
            Map.of(
                "pk", AttributeValue.fromS("gone"),
                "sk", AttributeValue.fromS("O#1"),
                "v", AttributeValue.fromS("0000000001.0000000001.00000"),
                "origin", AttributeValue.fromS("legacy"),
                "deleted", AttributeValue.fromBool(true),
                "expiresAt", AttributeValue.fromN("4000000000")));
    orders.put(tombstone);
    tombstone.put("pk", AttributeValue.fromS("alive"));
    tombstone.put("text", AttributeValue.fromS("an application's own flag"));
    orders.put(tombstone);
    List<Difference> differences = new ArrayList<>();

    run(Orders.CONFIG, differences);

    assertThat(keys(differences)).containsExactly("alive/O#1");
  }

  @Test
  void run_countsMoreDifferencesThanItKeeps() {
    orders.createTable();
    List<Difference> differences = new ArrayList<>();

    VerificationResult result = run(Orders.CONFIG.withMostSuspects(50), differences);

    assertThat(result.differences()).isEqualTo(DOCUMENTS);
    assertThat(keys(differences)).hasSize(50);
    assertThat(result.isGood()).isFalse();
  }

  @Test
  void run_goesOnWhereAKilledProcessWas() throws Exception {
    orders.sides().dynamoDb().deleteItem(d -> d.tableName("orders").key(key(itemOf(7))));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                VerifyingChild.class.getName(),
                sides.mongoUri(),
                sides.endpoint().toString(),
                state.toString(),
                Integer.toString(DOCUMENTS - 100)) // four threads at once have 400: some end
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.lines().anyMatch("half"::equals)).isTrue();
      for (int tries = 0; tries < 1_000 && !hasDoneRange(); tries++) {
        assertThat(child.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(hasDoneRange()).isTrue();

    List<Difference> differences = new ArrayList<>();
    VerificationResult result = run(Orders.CONFIG, differences);

    assertThat(result.completed()).isTrue();
    assertThat(result.generations().get(0).compared())
        .as("not everything is read again")
        .isLessThan(DOCUMENTS);
    assertThat(keys(differences)).hasSize(1);
    assertThat(differences.get(0).key()).endsWith("/O#00000007");
  }

  private boolean hasDoneRange() throws IOException {
    return Files.readString(state.resolve("journal.jsonl")).contains("\"done\"");
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    return Map.of("pk", item.get("pk"), "sk", item.get("sk"));
  }

  /** The event of a change arrives while the repair is between its read and its write. */
  @Test
  void repair_leavesANewerItemAlone() {
    spoil(3);
    try (MappedVerification verification = orders.verification(state);
        VerificationJob job = Orders.job(verification, Orders.CONFIG)) {
      assertThat(job.run(progress -> {}).differences()).isEqualTo(1);
      SourceVersion floor = ChangePosition.now(sides.mongo(), "orders");
      change(3, "newer");
      Map<String, AttributeValue> newer =
          orders.item(changed(3, "newer"), ChangePosition.now(sides.mongo(), "orders"));
      orders.put(newer);

      RepairReport report =
          new Repair(
                  List.of(orders.mapping()),
                  sides.mongo(),
                  sides.dynamoDb(),
                  mapping -> floor,
                  Clock.systemUTC())
              .run(job, true);

      assertThat(report.newer()).isEqualTo(1);
      assertThat(report.written()).isZero();
      assertThat(orders.get(newer)).isEqualTo(newer);
    }
  }

  @Test
  void repair_underLiveWritesEndsWithSidesThatAgree() throws Exception {
    long seed = System.nanoTime();
    for (int id = 0; id < DOCUMENTS; id += 2) {
      spoil(id);
    }
    try (LiveWrites writes = new LiveWrites(sides, orders.mapping(), seed)) {
      try (MappedVerification verification = orders.verification(state);
          VerificationJob job =
              Orders.job(verification, Orders.CONFIG.withLagBound(Duration.ofSeconds(1)))) {
        assertThat(job.run(progress -> {}).differences()).as("seed %s", seed).isPositive();
        new Repair(
                List.of(orders.mapping()),
                sides.mongo(),
                sides.dynamoDb(),
                mapping -> ChangePosition.now(sides.mongo(), "orders"),
                Clock.systemUTC())
            .run(job, true);
      }
      assertThat(writes.failures()).as("seed %s", seed).isEmpty();
      MappedVerification.restart(state);
      List<Difference> differences = new ArrayList<>();
      run(Orders.CONFIG.withLagBound(Duration.ofSeconds(1)), differences);
      assertThat(differences).as("seed %s", seed).isEmpty();
    }
  }

  private static BsonDocument changed(int id, String text) {
    BsonDocument document = Orders.document(id);
    document.remove("$fields"); // the driver takes no such name in a replacement
    return document.append("text", new BsonString(text));
  }

  private void change(int id, String text) {
    sides
        .mongo()
        .getCollection("orders", BsonDocument.class)
        .replaceOne(new BsonDocument("_id", new BsonInt32(id)), changed(id, text));
  }

  private void spoil(int id) {
    Map<String, AttributeValue> item = new HashMap<>(itemOf(id));
    item.put("text", AttributeValue.fromS("stale"));
    orders.put(item);
  }
}
