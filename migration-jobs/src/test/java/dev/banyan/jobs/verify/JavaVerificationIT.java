package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.TableItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A mapping in Java against itself, and against what somebody else says. */
final class JavaVerificationIT extends EmbeddedServers {

  private static final int COUNT = 30;
  private static final TableSpec TABLE =
      TableSpec.of("sums", new KeyAttribute("customer", 'S'), new KeyAttribute("number", 'N'));
  private static final VerificationConfig CONFIG =
      VerificationConfig.DEFAULT
          .withSettle(Duration.ofMillis(30))
          .withLagBound(Duration.ofMillis(100));

  @TempDir private Path state;
  private final SumMapping mapping = new SumMapping();

  /** Forgets the last line of the order with the number 5: a mistake. */
  record SumMapping() implements CollectionMapping<RawBsonDocument> {

    @Override
    public String collection() {
      return "orders";
    }

    @Override
    public String fingerprint() {
      return "sums-1";
    }

    @Override
    public List<TableSpec> tables() {
      return List.of(TABLE);
    }

    @Override
    public RawBsonDocument read(RawBsonDocument document) {
      if (!document.isArray("cents")) {
        throw new IllegalArgumentException("cents must be an array");
      }
      return document;
    }

    @Override
    public List<TableItem> items(RawBsonDocument order, SourceVersion version) {
      int number = order.getInt32("_id").getValue();
      return List.of(new TableItem(TABLE, attributes(order, number == 5 ? 1 : 0)));
    }
  }

  private static Map<String, AttributeValue> attributes(BsonDocument order, int less) {
    var cents = order.getArray("cents");
    long sum =
        cents.stream().limit(cents.size() - less).mapToLong(c -> c.asInt32().getValue()).sum();
    return Map.of(
        "customer", AttributeValue.fromS(order.getString("customer").getValue()),
        "number", AttributeValue.fromN(order.getInt32("_id").getValue() + ".0"),
        "cents", AttributeValue.fromN(Long.toString(sum)),
        "kinds", AttributeValue.fromSs(List.of("a", "b")),
        "more", AttributeValue.fromM(Map.of("list", AttributeValue.fromL(List.of(none())))));
  }

  private static AttributeValue none() {
    return AttributeValue.fromNul(true);
  }

  @BeforeEach
  void copied() {
    sides.clear();
    sides.createTable("sums", "customer", "number", ScalarAttributeType.N);
    for (int id = 0; id < COUNT; id++) {
      insert(BsonDocument.parse("{_id: %d, customer: 'c%d', cents: [1, 2, 3]}".formatted(id, id)));
    }
    insert(BsonDocument.parse("{_id: 900, customer: 'dead letter'}"));
    insert(
        BsonDocument.parse(
            "{_id: 901, customer: 'gone', cents: [1], _banyan: {v: '%s', deleted: true}}"
                .formatted(SourceVersion.LOWEST)));
  }

  private void insert(BsonDocument document) {
    sides.mongo().getCollection("orders", BsonDocument.class).insertOne(document);
    mapping
        .encoder()
        .encode(
            RawBsonDocument.parse(document.toJson()),
            SourceVersion.LOWEST,
            item -> put(ItemJson.parse(item.array(), item.offset(), item.length())));
  }

  private static void put(Map<String, AttributeValue> item) {
    sides.dynamoDb().putItem(p -> p.tableName("sums").item(item));
  }

  private static Map<String, AttributeValue> key(int id) {
    return Map.of(
        "customer", AttributeValue.fromS("c" + id), "number", AttributeValue.fromN("" + id));
  }

  private static Map<String, AttributeValue> item(int id) {
    return new HashMap<>(sides.dynamoDb().getItem(g -> g.tableName("sums").key(key(id))).item());
  }

  private MappedVerification open(@Nullable CollectionExpectation expectation) {
    return MappedVerification.ofJava(
        "orders",
        mapping,
        expectation,
        VerificationSource.live(sides.mongo()),
        new MappedTarget(sides.dynamoDb(), true, null),
        state,
        Clock.systemUTC());
  }

  private static Map<String, String> found(VerificationJob job) {
    Map<String, String> found = new TreeMap<>();
    job.differences(100).forEach(each -> found.put(each.key(), each.kind() + " " + each.path()));
    return found;
  }

  private static Map<String, String> plant() {
    sides.dynamoDb().deleteItem(d -> d.tableName("sums").key(key(1)));
    Map<String, AttributeValue> changed = item(2);
    changed.put("cents", AttributeValue.fromN("7"));
    put(changed);
    sides
        .mongo()
        .getCollection("orders", BsonDocument.class)
        .updateOne(
            new BsonDocument("_id", new BsonInt32(3)), BsonDocument.parse("{$push: {cents: 4}}"));
    Map<String, AttributeValue> extra = item(4);
    extra.putAll(key(400));
    put(extra);
    return new TreeMap<>(
        Map.of(
            "c1/1", "MISSING ",
            "c2/2", "MISMATCHED cents",
            "c3/3", "MISMATCHED cents",
            "c400/400", "EXTRA "));
  }

  @Test
  void run_ofTheMappingItself_findsWhatIsLostExtraStaleOrChanged_andNotItsMistake() {
    Map<String, String> planted = plant();
    try (MappedVerification verification = open(null);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      job.run(progress -> {});

      assertThat(found(job)).isEqualTo(planted);
      assertThat(verification.refused()).as("the dead letter").isPositive();
      RepairReport repaired =
          new Repair(
                  List.of(mapping),
                  sides.mongo(),
                  sides.dynamoDb(),
                  of -> ChangePosition.now(sides.mongo(), "orders"),
                  Clock.systemUTC())
              .run(job, true);
      assertThat(repaired.written()).isEqualTo(3);
      assertThat(repaired.removed()).isEqualTo(1);
    } finally {
      MappedVerification.restart(state);
    }
    try (MappedVerification verification = open(null);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      assertThat(job.run(progress -> {}).isGood()).isTrue();
    }
  }

  @Test
  void run_ofASecondOpinion_findsTheMistakeToo() {
    Map<String, String> planted = plant();
    planted.put("c5/5", "MISMATCHED cents");
    CollectionExpectation expectation =
        document -> List.of(new CollectionExpectation.Item("sums", attributes(document, 0)));
    try (MappedVerification verification = open(expectation);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      job.run(progress -> {});

      assertThat(found(job)).isEqualTo(planted);
    }
  }

  /** A list that throws when it is read stands for any error in the comparer. */
  private static final List<CollectionExpectation.Item> BROKEN =
      new AbstractList<>() {
        @Override
        public CollectionExpectation.Item get(int index) {
          throw new IllegalStateException("broken");
        }

        @Override
        public int size() {
          return 1;
        }
      };

  @Test
  void run_namesTheDocumentThatCannotBeCompared_andComparesTheOthers() {
    Map<String, String> wanted = plant();
    wanted.remove("c3/3");
    wanted.put("orders " + DocumentId.ofValue(new BsonInt32(3)).text(), "NOT_COMPARABLE ");
    wanted.put("c5/5", "MISMATCHED cents");
    CollectionExpectation expectation =
        document ->
            document.getInt32("_id").getValue() == 3
                ? BROKEN
                : List.of(new CollectionExpectation.Item("sums", attributes(document, 0)));
    try (MappedVerification verification = open(expectation);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      assertThat(job.run(progress -> {}).isGood()).isFalse();

      assertThat(found(job)).containsAllEntriesOf(wanted);
      assertThat(job.differences(100))
          .filteredOn(each -> each.kind() == Difference.Kind.NOT_COMPARABLE)
          .singleElement()
          .satisfies(
              each -> assertThat(each.documentValue()).contains("IllegalStateException: broken"));
    }
  }

  @Test
  void run_ofAnExpectationThatNamesAnotherTable_saysWhich() {
    CollectionExpectation expectation =
        document -> List.of(new CollectionExpectation.Item("sum", attributes(document, 0)));
    try (MappedVerification verification = open(expectation);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      assertThatThrownBy(() -> job.run(progress -> {}))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("'sum'")
          .hasMessageContaining("[sums]");
    }
  }
}
