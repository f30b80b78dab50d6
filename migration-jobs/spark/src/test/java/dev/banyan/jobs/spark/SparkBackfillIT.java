package dev.banyan.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.spark.BackfillRequest.MappingText;
import dev.banyan.jobs.spark.BackfillRequest.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** In local mode: executors are threads of this JVM. */
final class SparkBackfillIT {

  private static final SourceVersion FLOOR = new SourceVersion(1_700_000_000, 1, 0);
  private static final int COUNT = 2_000;
  private static final long SEED = 7;

  private static Stores stores;
  private static JavaSparkContext spark;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    stores = Stores.start();
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2,3]") // two threads, three tries
                .setAppName("backfill")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() throws Exception {
    spark.close();
    stores.close();
  }

  @BeforeEach
  void reset() {
    stores.reset();
  }

  @Test
  void run_writesTheItemsThatTheEncoderMakesHere() throws IOException {
    List<BsonDocument> orders = Orders.some(COUNT, SEED);
    stores.insert(orders);

    BackfillReport report = backfill(Orders.MAPPING, tables(), "job");

    assertThat(deadLetters("job")).isEmpty();
    assertThat(report.written()).isEqualTo(COUNT);
    assertThat(stores.items()).as("seed " + SEED).isEqualTo(encodedHere(orders));
  }

  @Test
  void run_leavesWhatIsThere() {
    stores.insert(Orders.some(90, SEED));
    Map<String, AttributeValue> newer =
        Map.of("id", AttributeValue.fromS("n-000003"), "v", AttributeValue.fromS("9"));
    stores.dynamoDb().putItem(r -> r.tableName(Stores.TABLE).item(newer));

    BackfillReport report = backfill(Orders.MAPPING, tables(), "job");

    assertThat(report.written()).isEqualTo(89);
    assertThat(report.alreadyNewer()).isEqualTo(1);
    assertThat(stores.items()).contains(newer);
  }

  @Test
  void run_goesOnWithTheRangesThatAreNotDone() throws IOException {
    stores.insert(Orders.some(COUNT, SEED));
    BackfillReport first = backfill(Orders.MAPPING, tables(), "job");
    Path lost = directory.resolve("job/done/range-000001.json");
    RangeOutcome range = RangeOutcome.parse(Files.readString(lost));
    Files.delete(lost);

    BackfillReport second = backfill(Orders.MAPPING, tables(), "job");

    assertThat(second.alreadyNewer()).isEqualTo(range.documents());
    assertThat(second.written()).isEqualTo(COUNT - range.documents());
    assertThat(second.floor()).isEqualTo(first.floor());
    assertThat(stores.items()).hasSize(COUNT);
  }

  @Test
  void run_refusesAnotherMappingUnderTheSameCheckpoint() {
    stores.insert(Orders.some(30, SEED));
    backfill(Orders.MAPPING, tables(), "job");

    assertThatThrownBy(() -> backfill(Orders.MAPPING.replace("order: keep\n", ""), tables(), "job"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("begun with another mapping");
  }

  @Test
  void run_refusesATableWithAnotherKeyOrNone() {
    stores.insert(Orders.some(30, SEED));

    assertThatThrownBy(
            () -> backfill(Orders.MAPPING.replace("attribute: id", "attribute: pk"), tables(), "a"))
        .hasMessageContaining("has the key (id S), the mapping writes (pk S)");
    assertThatThrownBy(
            () -> backfill(Orders.MAPPING.replace("table: orders", "table: nope"), tables(), "b"))
        .hasMessageContaining("table nope does not exist");
  }

  @Test
  void run_setsAsideWhatCannotBecomeAnItem() throws IOException {
    BsonDocument large =
        new BsonDocument("_id", new BsonString("large"))
            .append("number", new BsonString("n-large"))
            .append("text", new BsonString("x".repeat(500_000)));
    stores.insert(Orders.some(30, SEED));
    stores.insert(List.of(large));

    BackfillReport report = backfill(Orders.MAPPING, tables(), "job");

    assertThat(report.written()).isEqualTo(30);
    assertThat(report.deadLetters()).isEqualTo(1);
    List<BsonDocument> letters = deadLetters("job");
    assertThat(letters).hasSize(1);
    byte[] bson = Base64.getDecoder().decode(letters.get(0).getString("bson").getValue());
    assertThat(new RawBsonDocument(bson).decode(new BsonDocumentCodec())).isEqualTo(large);
    assertThat(letters.get(0).getString("cause").getValue())
        .contains("500099 bytes where DynamoDB takes 409600");
  }

  @Test
  void run_writesPartFilesThatHoldEveryItemOnce() throws IOException {
    List<BsonDocument> orders = Orders.some(COUNT, SEED);
    stores.insert(orders);
    Target target = new Target.PartFiles(directory.resolve("parts").toUri().toString());

    BackfillReport report = backfill(Orders.MAPPING, target, "job");
    Files.delete(directory.resolve("job/done/range-000000.json"));
    backfill(Orders.MAPPING, target, "job");

    assertThat(report.written()).isEqualTo(COUNT);
    assertThat(partFileItems()).as("seed " + SEED).isEqualTo(encodedHere(orders));
    BsonDocument manifest =
        BsonDocument.parse(Files.readString(directory.resolve("parts/orders/manifest.json")));
    assertThat(manifest.getArray("files")).hasSize(partFiles().size());
    assertThatThrownBy(() -> backfill(Orders.MAPPING, target, "other"))
        .hasMessageContaining("is not empty");
  }

  @Test
  void run_refusesACollectionThatIsNotThere() {
    stores.insert(List.of(new BsonDocument("_id", new BsonInt32(1))));

    assertThatThrownBy(
            () ->
                backfill(
                    Orders.MAPPING.replace("collection: orders", "collection: ordres"),
                    tables(),
                    "job",
                    "ordres"))
        .hasMessage("database shop has no collection 'ordres', but [orders]");
  }

  private static Target tables() {
    return new Target.Tables(0, 2);
  }

  private BackfillReport backfill(String mapping, Target target, String job) {
    return backfill(mapping, target, job, "orders");
  }

  private BackfillReport backfill(String mapping, Target target, String job, String collection) {
    BackfillRequest request =
        new BackfillRequest(
            new MappingText("orders.yaml", mapping),
            collection,
            new Secret(stores.mongoUri()),
            "shop",
            directory.resolve(job).toUri().toString(),
            target,
            300,
            2);
    return new SparkBackfill(spark, request, (database, mapped) -> FLOOR).run();
  }

  private static List<Map<String, AttributeValue>> encodedHere(List<BsonDocument> orders) {
    var encoder = MappingFile.parse("orders.yaml", Orders.MAPPING).mappings().get(0).encoder();
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (BsonDocument order : orders) {
      encoder.encode(
          new RawBsonDocument(order, new BsonDocumentCodec()),
          FLOOR,
          item -> items.add(ItemJson.parse(Item.copyOf(item).json())));
    }
    items.sort(Comparator.comparing(item -> item.get("id").s()));
    return items;
  }

  private List<BsonDocument> deadLetters(String job) throws IOException {
    List<BsonDocument> letters = new ArrayList<>();
    Path folder = directory.resolve(job).resolve("dead-letters");
    for (Path file : Files.exists(folder) ? files(folder) : List.<Path>of()) {
      Files.readAllLines(file).forEach(line -> letters.add(BsonDocument.parse(line)));
    }
    return letters;
  }

  private List<Path> partFiles() throws IOException {
    return files(directory.resolve("parts/orders/data"));
  }

  private List<Map<String, AttributeValue>> partFileItems() throws IOException {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (Path file : partFiles()) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        lines
            .lines()
            .map(line -> line.substring("{\"Item\":".length(), line.length() - 1))
            .map(line -> ItemJson.parse(line.getBytes(StandardCharsets.UTF_8)))
            .forEach(items::add);
      }
    }
    items.sort(Comparator.comparing(item -> item.get("id").s()));
    return items;
  }

  /** Without the checksums that Hadoop's local file system puts beside. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }
}
