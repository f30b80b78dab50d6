package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.verify.Difference.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Ids that differ in the order of their fields only: two documents, one value in the driver. */
final class TwinIdsIT {

  private static final String MAPPING =
      "collection: twins\ntable: twins\npartition: {attribute: pk, value: \"{_id:any}\"}\n";

  private static final int PLAIN = 30;
  private static final BsonDocument ONE = BsonDocument.parse("{_id: {a: 9, b: 10}, x: 1}");
  private static final BsonDocument OTHER = BsonDocument.parse("{_id: {b: 10, a: 9}, x: 2}");

  private static Sides sides;
  private static Orders twins;

  @TempDir private Path state;
  private SourceVersion floor = SourceVersion.LOWEST;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
    CompiledMapping mapping = MappingFile.parse("twins.yaml", MAPPING).mappings().get(0);
    twins = new Orders(sides, mapping);
  }

  @AfterAll
  static void stop() throws Exception {
    sides.close();
  }

  @BeforeEach
  void copied() {
    sides.clear();
    sides
        .dynamoDb()
        .createTable(
            create ->
                create
                    .tableName("twins")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("pk")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("pk")
                            .keyType(KeyType.HASH)
                            .build()));
    List<BsonDocument> documents =
        Stream.concat(
                IntStream.range(0, PLAIN)
                    .mapToObj(i -> BsonDocument.parse("{_id: {a: %d, b: 1}, x: 0}".formatted(i))),
                Stream.of(ONE, OTHER))
            .toList();
    floor = ChangePosition.now(sides.mongo(), "twins");
    sides.mongo().getCollection("twins", BsonDocument.class).insertMany(documents);
    documents.forEach(document -> put(item(document)));
  }

  private Map<String, AttributeValue> item(BsonDocument document) {
    return new HashMap<>(twins.item(document, floor));
  }

  private static void put(Map<String, AttributeValue> item) {
    sides.dynamoDb().putItem(p -> p.tableName("twins").item(item));
  }

  private void spoil(BsonDocument document) {
    Map<String, AttributeValue> item = item(document);
    item.put("x", AttributeValue.fromN("77"));
    put(item);
  }

  /** What stands differing, after a repair that removes what is extra. */
  private List<Difference> repaired() {
    try (MappedVerification verification =
            new MappedVerification(
                "twins",
                List.of(twins.mapping()),
                VerificationSource.live(sides.mongo()),
                new MappedTarget(sides.dynamoDb(), true, null),
                state,
                Clock.systemUTC(),
                7);
        VerificationJob job =
            new VerificationJob(
                verification.what(),
                new InMemoryControlStore(),
                Orders.CONFIG,
                Clock.systemUTC())) {
      VerificationResult result = job.run(progress -> {});
      assertThat(result.generations().get(0).compared()).isGreaterThanOrEqualTo(PLAIN + 2);
      new Repair(
              List.of(twins.mapping()),
              sides.mongo(),
              sides.dynamoDb(),
              mapping -> ChangePosition.now(sides.mongo(), "twins"),
              Clock.systemUTC())
          .run(job, true);
      return job.differences(Integer.MAX_VALUE);
    } finally {
      MappedVerification.restart(state);
    }
  }

  private AttributeValue found(BsonDocument document) {
    Map<String, AttributeValue> item =
        sides
            .dynamoDb()
            .getItem(
                get ->
                    get.tableName("twins")
                        .consistentRead(true)
                        .key(Map.of("pk", item(document).get("pk"))))
            .item();
    return item.get("x");
  }

  @Test
  void run_findsBoth_andRepairMendsBoth() {
    spoil(ONE);
    spoil(OTHER);

    assertThat(repaired()).hasSize(2).allMatch(found -> found.kind() == Kind.MISMATCHED);

    assertThat(found(ONE)).isEqualTo(AttributeValue.fromN("1"));
    assertThat(found(OTHER)).isEqualTo(AttributeValue.fromN("2"));
    assertThat(repaired()).isEmpty();
  }

  @Test
  void run_takesTheItemOfOneForNoExtraOne_whereTheOtherIsGone() {
    sides.mongo().getCollection("twins", BsonDocument.class).deleteOne(ONE);
    spoil(OTHER);

    assertThat(repaired())
        .extracting(Difference::kind, Difference::key)
        .containsOnly(
            tuple(Kind.EXTRA, item(ONE).get("pk").s()),
            tuple(Kind.MISMATCHED, item(OTHER).get("pk").s()));

    assertThat(found(OTHER)).isEqualTo(AttributeValue.fromN("2"));
    assertThat(found(ONE)).as("a tombstone").isNull();
  }
}
