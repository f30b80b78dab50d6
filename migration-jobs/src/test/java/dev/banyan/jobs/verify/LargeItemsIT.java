package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.FakeS3;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.s3.BucketParts;
import dev.banyan.jobs.s3.LargeItemParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/** Items above 400 KB: what is left over of them, what removes it, and what lies in a bucket. */
final class LargeItemsIT extends EmbeddedServers {

  private static final SourceVersion FLOOR = new SourceVersion(9, 1, 0);
  private static final String MAPPING =
      """
      collection: docs
      table: docs
      partition: {attribute: pk, value: "D#{_id:int32}"}
      sort: {attribute: sk, value: "DOC{_id:int32}"}
      oversize: %s
      """;
  private static final VerificationConfig CONFIG =
      VerificationConfig.DEFAULT
          .withSettle(Duration.ofMillis(30))
          .withLagBound(Duration.ofMillis(100));

  @TempDir private Path state;
  private CompiledMapping mapping;

  @BeforeEach
  void empty() {
    sides.clear();
    sides.createTable("docs", "pk", "sk");
    mapping = mapping("split");
  }

  private static CompiledMapping mapping(String oversize) {
    return MappingFile.parse("m.yaml", MAPPING.formatted(oversize)).mappings().get(0);
  }

  private static BsonDocument document(int id, int length) {
    return new BsonDocument("_id", new BsonInt32(id))
        .append("text", new BsonString("t".repeat(length)));
  }

  private void insert(int id, int length, SourceVersion version) {
    BsonDocument document = document(id, length);
    sides.mongo().getCollection("docs", BsonDocument.class).insertOne(document);
    mapping
        .encoder()
        .encode(
            new RawBsonDocument(document, new BsonDocumentCodec()),
            version,
            item -> put(ItemJson.parse(item.array(), item.offset(), item.length())));
  }

  private static void put(Map<String, AttributeValue> item) {
    sides.dynamoDb().putItem(p -> p.tableName("docs").item(item));
  }

  private static Map<String, AttributeValue> get(String pk, String sk) {
    Map<String, AttributeValue> key =
        Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    return new HashMap<>(sides.dynamoDb().getItem(g -> g.tableName("docs").key(key)).item());
  }

  /** What an item of more parts has left there. */
  private static void leave(int part, SourceVersion version) {
    Map<String, AttributeValue> left = get("D#0", "DOC0#part-00002");
    left.put("sk", AttributeValue.fromS("DOC0#part-%05d".formatted(part)));
    left.put("v", AttributeValue.fromS(version.toString()));
    put(left);
  }

  private MappedVerification open(LargeObjects large) {
    return new MappedVerification(
        "docs",
        List.of(mapping),
        VerificationSource.live(sides.mongo()),
        new MappedTarget(sides.dynamoDb(), true, large),
        state,
        Clock.systemUTC());
  }

  private List<Difference> differences(LargeObjects large) {
    try (MappedVerification verification = open(large);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      job.run(progress -> {});
      return new ArrayList<>(job.differences(Integer.MAX_VALUE));
    } finally {
      MappedVerification.restart(state);
    }
  }

  private RepairReport repair(VerificationJob job, boolean removeExtra) {
    return new Repair(
            List.of(mapping),
            sides.mongo(),
            sides.dynamoDb(),
            of -> ChangePosition.now(sides.mongo(), "docs"),
            Clock.systemUTC())
        .run(job, removeExtra);
  }

  @Test
  void run_findsEveryPartThatIsLeftOver_andRepairRemovesThoseThatAreNotNewer() {
    insert(0, 900_000, FLOOR);
    insert(1, 1_300_000, FLOOR);
    insert(2, 10, FLOOR);
    SourceVersion newer =
        new SourceVersion(Clock.systemUTC().instant().getEpochSecond() + 60, 1, 0);
    leave(3, FLOOR);
    leave(5, FLOOR);
    leave(9, newer);
    try (MappedVerification verification = open(null);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      job.run(progress -> {});

      assertThat(job.differences(100))
          .allMatch(each -> each.kind() == Difference.Kind.EXTRA)
          .allMatch(each -> "D#0/DOC0 in 3 parts".equals(each.documentValue()))
          .extracting(Difference::key)
          .containsExactlyInAnyOrder(
              "D#0/DOC0#part-00003", "D#0/DOC0#part-00005", "D#0/DOC0#part-00009");
      assertThat(repair(job, false).left()).isEqualTo(3);
      assertThat(get("D#0", "DOC0#part-00005")).containsKey("$part");
      RepairReport removed = repair(job, true);
      assertThat(removed.removed()).isEqualTo(2);
      assertThat(removed.newer()).isEqualTo(1);
    } finally {
      MappedVerification.restart(state);
    }
    assertThat(get("D#0", "DOC0#part-00005")).containsKey("deleted").doesNotContainKey("$part");
    assertThat(differences(null))
        .extracting(Difference::key)
        .containsExactly("D#0/DOC0#part-00009");
  }

  /** It was extra when the verification ended; its document comes before the repair. */
  @Test
  void repair_neverHidesTheItemOfADocumentThatCameMeanwhile() {
    insert(1, 10, FLOOR);
    insert(7, 10, FLOOR);
    sides.mongo().getCollection("docs").deleteOne(new BsonDocument("_id", new BsonInt32(7)));
    try (MappedVerification verification = open(null);
        VerificationJob job = Orders.job(verification, CONFIG)) {
      assertThat(job.run(progress -> {}).differences()).isPositive();
      sides.mongo().getCollection("docs", BsonDocument.class).insertOne(document(7, 20));
      SourceVersion written = ChangePosition.now(sides.mongo(), "docs");
      sides.mongo().getCollection("other").insertOne(new org.bson.Document());

      repair(job, true); // its event is on the way

      Map<String, AttributeValue> item = get("D#7", "DOC7");
      assertThat(item.get("v").s()).isLessThan(written.toString());
    }
  }

  @Test
  void run_readsWhatLiesInABucket() throws Exception {
    try (FakeS3 s3 = new FakeS3();
        S3Client client = s3.client();
        LargeItemParts parts =
            new LargeItemParts(new BucketParts(s3.client(), "bucket", "large"))) {
      mapping = mapping("offload").withLargeItems(parts);
      insert(0, 900_000, FLOOR);
      insert(1, 900_000, FLOOR);
      insert(2, 900_000, FLOOR);
      LargeObjects large = LargeObjects.inBucket(client, "s3://bucket/large");
      assertThat(differences(large)).isEmpty();
      String first = get("D#0", "DOC0").get("$large").s();
      String second = get("D#1", "DOC1").get("$large").s();
      String json = new String(s3.at(first), StandardCharsets.UTF_8);
      s3.objects()
          .put(
              "/" + first.substring("s3://".length()),
              json.replaceFirst("ttt", "ttT").getBytes(StandardCharsets.UTF_8));
      s3.objects().remove("/" + second.substring("s3://".length()));

      assertThat(differences(large))
          .extracting(each -> each.key() + " " + each.path())
          .containsExactlyInAnyOrder("D#0/DOC0 text", "D#1/DOC1 $large");
    }
  }
}
