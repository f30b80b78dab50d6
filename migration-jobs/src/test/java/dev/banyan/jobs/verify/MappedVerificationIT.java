package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.range.ChangePosition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class MappedVerificationIT {

  private static final int DOCUMENTS = 1_200;
  private static Sides sides;
  private static CompiledMapping mapping;
  private static Orders orders;

  @TempDir private Path state;
  private final InMemoryControlStore control = new InMemoryControlStore();
  private final VerificationConfig config =
      VerificationConfig.DEFAULT
          .withSettle(Duration.ofMillis(100))
          .withLagBound(Duration.ofMillis(400));

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
    orders = new Orders(sides);
    mapping = orders.mapping();
  }

  @AfterAll
  static void stop() throws Exception {
    sides.close();
  }

  @BeforeEach
  void copied() {
    orders.copy(DOCUMENTS);
  }

  private VerificationResult run(List<Difference> differences) {
    try (MappedVerification verification = open();
        VerificationJob job =
            new VerificationJob(verification.what(), control, config, Clock.systemUTC())) {
      VerificationResult result = job.run(progress -> {});
      differences.addAll(job.differences(Integer.MAX_VALUE));
      return result;
    } finally {
      MappedVerification.restart(state);
    }
  }

  private MappedVerification open() {
    return new MappedVerification(
        "orders",
        List.of(mapping),
        VerificationSource.live(sides.mongo()),
        new MappedTarget(sides.dynamoDb(), true, null),
        state,
        Clock.systemUTC(),
        100);
  }

  @Test
  void run_goesOnWhereAStoppedOneWas() {
    long seed = 7;
    Map<String, String> planted = plant(new Random(seed));
    AtomicLong before = new AtomicLong();
    try (MappedVerification verification = open();
        VerificationJob job =
            new VerificationJob(verification.what(), control, config, Clock.systemUTC())) {
      VerificationResult stopped =
          job.run(
              progress -> {
                before.set(progress.compared());
                if (progress.compared() >= DOCUMENTS / 2) {
                  job.close(); // between two checkpoints
                }
              });
      assertThat(stopped.completed()).isFalse();
    }

    List<Difference> differences = new ArrayList<>();
    VerificationResult result;
    try (MappedVerification verification = open();
        VerificationJob job =
            new VerificationJob(verification.what(), control, config, Clock.systemUTC())) {
      assertThat(verification.isResumed()).isTrue();
      result = job.run(progress -> {});
      differences.addAll(job.differences(Integer.MAX_VALUE));
    }

    assertThat(before.get()).isLessThan(DOCUMENTS);
    assertThat(result.generations().get(0).compared())
        .as("not everything is read again")
        .isLessThan(DOCUMENTS);
    assertThat(differences.stream().map(Difference::key).collect(Collectors.toSet()))
        .as("seed %s", seed)
        .isEqualTo(planted.keySet());
  }

  @Test
  void run_givesNoFalseAlarmUnderLiveWrites() throws Exception {
    underLiveWrites(Duration.ofSeconds(10), 42);
  }

  /** Half an hour unless {@code -Dbanyan.verify.soak=PT10M} or so says otherwise. */
  @Test
  @Tag("soak")
  void run_givesNoFalseAlarmInHalfAnHour() throws Exception {
    underLiveWrites(
        Duration.parse(System.getProperty("banyan.verify.soak", "PT30M")), System.nanoTime());
  }

  /** Documents change, come, go and move; their items follow with a lag. */
  private void underLiveWrites(Duration time, long seed) throws Exception {
    Instant end = Instant.now().plus(time);
    VerificationConfig lagging = config.withLagBound(Duration.ofSeconds(2));
    try (LiveWrites writes = new LiveWrites(sides, mapping, seed)) {
      int runs = 0;
      long generations = 0;
      long compared = 0;
      long changed = 0;
      do {
        try (MappedVerification verification = open();
            VerificationJob job =
                new VerificationJob(verification.what(), control, lagging, Clock.systemUTC())) {
          VerificationResult result = job.run(progress -> {});
          assertThat(job.differences(10)).as("seed %s, run %s", seed, runs).isEmpty();
          assertThat(result.differences()).as("seed %s, run %s", seed, runs).isZero();
          runs++;
          generations += result.generations().size();
          compared += result.compared();
          changed += result.generations().stream().mapToLong(g -> g.changed()).sum();
        } finally {
          MappedVerification.restart(state);
        }
      } while (Instant.now().isBefore(end));
      assertThat(writes.failures()).isEmpty();
      assertThat(writes.count()).isGreaterThan(50);
      assertThat(changed).as("changes that generations looked at again").isPositive();
      System.out.printf(
          "verified for %s: %,d runs, %,d generations, %,d pairs compared, %,d changes looked at"
              + " again, %,d live writes, no false alarm (seed %d)%n",
          time, runs, generations, compared, changed, writes.count(), seed);
    }
  }

  @Test
  void run_findsNothingWhereBothAgree() {
    List<Difference> differences = new ArrayList<>();

    VerificationResult result = run(differences);

    assertThat(differences).isEmpty();
    assertThat(result.isGood()).as("%s", result).isTrue();
    assertThat(control.evidence("orders", Evidence.Kind.VERIFICATION))
        .hasValueSatisfying(
            evidence -> assertThat(evidence.mapping()).isEqualTo(mapping.fingerprint()));
    assertThat(result.compared()).isBetween((long) DOCUMENTS, DOCUMENTS + 1_000L);
  }

  @Test
  void run_finds200PlantedDifferencesAndRepairMendsThem() {
    long seed = 20261121;
    Map<String, String> planted = plant(new Random(seed));
    assertThat(planted).as("seed %s", seed).hasSize(200);

    List<Difference> differences = new ArrayList<>();
    VerificationResult result = run(differences);

    Set<String> found = new TreeSet<>();
    differences.forEach(difference -> found.add(difference.key()));
    Map<String, String> missed = new TreeMap<>(planted);
    missed.keySet().removeAll(found);
    assertThat(missed).as("seed %s: not found", seed).isEmpty();
    assertThat(found).as("seed %s: false alarms", seed).isEqualTo(planted.keySet());
    assertThat(result.differences()).isEqualTo(200);
    assertThat(differences.toString()).doesNotContain("secret1");

    repairAll();
    differences.clear();
    VerificationResult after = run(differences);
    assertThat(differences)
        .as("seed %s: only versions of the future cannot be repaired", seed)
        .allSatisfy(difference -> assertThat(difference.path()).isEqualTo("v"));
    assertThat(after.differences()).isEqualTo(10);
  }

  private void repairAll() {
    try (MappedVerification verification = open();
        VerificationJob job =
            new VerificationJob(verification.what(), control, config, Clock.systemUTC())) {
      job.run(progress -> {});
      RepairReport report =
          new Repair(
                  List.of(mapping),
                  sides.mongo(),
                  sides.dynamoDb(),
                  m -> ChangePosition.now(sides.mongo(), m.collection()),
                  Clock.systemUTC())
              .run(job, true);
      assertThat(report.removed()).as("%s", report).isEqualTo(20);
      assertThat(report.written()).as("%s", report).isEqualTo(170);
      assertThat(report.newer()).as("%s", report).isEqualTo(10);
    } finally {
      MappedVerification.restart(state);
    }
  }

  /** Ten of each kind, at random documents; by key of the item. */
  private static Map<String, String> plant(Random random) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      ids.add(i);
    }
    Collections.shuffle(ids, random);
    AtomicInteger next = new AtomicInteger();
    SourceVersion floor = ChangePosition.now(sides.mongo(), "orders");
    Map<String, String> planted = new LinkedHashMap<>();
    for (String kind : KINDS) {
      for (int i = 0; i < 10; i++) {
        int id = ids.get(next.getAndIncrement());
        Map<String, AttributeValue> item = orders.item(Orders.document(id), floor);
        spoil(kind, item, id, random);
        planted.put(item.get("pk").s() + "/" + item.get("sk").s(), kind);
      }
    }
    return planted;
  }

  private static final List<String> KINDS =
      List.of(
          "missing",
          "extra",
          "resurrected",
          "int as text",
          "long as double",
          "double as int",
          "null for missing",
          "missing for null",
          "bit in binary",
          "uuid subtype",
          "swapped list",
          "empty list for missing",
          "set for list",
          "list for set",
          "negative zero",
          "trailing zeros",
          "nested path",
          "index key",
          "future version",
          "stale state");

  private static void spoil(String kind, Map<String, AttributeValue> item, int id, Random random) {
    switch (kind) {
      case "missing" ->
          sides
              .dynamoDb()
              .deleteItem(
                  d ->
                      d.tableName("orders")
                          .key(Map.of("pk", item.get("pk"), "sk", item.get("sk"))));
      case "extra" -> item.put("sk", AttributeValue.fromS("O#9" + random.nextInt(1 << 30)));
      case "resurrected" ->
          sides
              .mongo()
              .getCollection("orders")
              .deleteOne(new BsonDocument("_id", new org.bson.BsonInt32(id)));
      case "int as text" -> item.put("int", AttributeValue.fromS(Integer.toString(id)));
      case "long as double" ->
          item.put(
              random.nextBoolean() ? "long" : "plainLong",
              tag("$numberDouble", AttributeValue.fromN(Integer.toString(id))));
      case "double as int" -> item.put("double", AttributeValue.fromN(id + ".5"));
      case "null for missing" ->
          item.put(random.nextBoolean() ? "absent" : "flag", AttributeValue.fromNul(true));
      case "missing for null" -> {
        if (random.nextBoolean()) {
          item.remove("nothing");
        } else {
          item.put("nothing", AttributeValue.fromS(""));
        }
      }
      case "bit in binary" -> {
        byte[] bytes = item.get("binary").b().asByteArray();
        bytes[random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
        item.put("binary", AttributeValue.fromB(SdkBytes.fromByteArray(bytes)));
      }
      case "uuid subtype" -> {
        Map<String, AttributeValue> parts = new HashMap<>(item.get("uuid").m().get("$binary").m());
        parts.put("subType", AttributeValue.fromN("3"));
        item.put("uuid", tag("$binary", AttributeValue.fromM(parts)));
      }
      case "swapped list" -> {
        List<AttributeValue> list = new ArrayList<>(item.get("list").l());
        Collections.swap(list, 0, 1 + random.nextInt(2));
        item.put("list", AttributeValue.fromL(list));
      }
      case "empty list for missing" -> item.put("absent", AttributeValue.fromL(List.of()));
      case "set for list" -> item.put("empty", AttributeValue.fromSs(List.of("a")));
      case "list for set" ->
          item.put(
              "tags",
              AttributeValue.fromL(
                  item.get("tags").ss().stream().map(AttributeValue::fromS).toList()));
      case "negative zero" -> item.put("zero", tag("$numberDouble", AttributeValue.fromS("-0.0")));
      case "trailing zeros" ->
          item.put("decimal", tag("$numberDecimal", AttributeValue.fromS(id + ".5")));
      case "nested path" ->
          item.put(
              "nested",
              AttributeValue.fromM(
                  Map.of(
                      "name",
                      AttributeValue.fromS("n" + id),
                      "more",
                      AttributeValue.fromM(Map.of("x", AttributeValue.fromN("1"))))));
      case "index key" -> item.put("gsi", AttributeValue.fromS("c" + id + "x"));
      case "future version" -> item.put("v", AttributeValue.fromS("9000000000.0000000001.00000"));
      case "stale state" -> {
        item.put("text", AttributeValue.fromS("older"));
        item.put("v", AttributeValue.fromS("0000000001.0000000001.00000"));
      }
      default -> throw new IllegalArgumentException(kind);
    }
    if (!kind.equals("missing")) {
      orders.put(item);
    }
  }

  private static AttributeValue tag(String tag, AttributeValue value) {
    return AttributeValue.fromM(Map.of(tag, value));
  }
}
