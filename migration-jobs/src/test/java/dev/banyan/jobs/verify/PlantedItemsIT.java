package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.s3.DirectoryParts;
import dev.banyan.jobs.s3.LargeItemParts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items that are in the wrong place, are left over, lack, or are wrong where they lie elsewhere.
 */
final class PlantedItemsIT extends EmbeddedServers {

  private static final SourceVersion FLOOR = new SourceVersion(9, 1, 0);

  private static final String MAPPING =
      """
      mappings:
        - collection: orders
          capability: shop
          filter: {status: {ne: draft}}
          items:
            - table: shop
              partition: {attribute: pk, value: "O#{_id:int32}"}
              sort: {attribute: sk, value: "ORDER{_id:int32}"}
              exclude: [lines]
              oversize: split
              ttl: {attribute: gone, path: at, plus: 1d}
            - table: shop
              partition: {attribute: pk, value: "O#{_id:int32}"}
              sort: {attribute: sk, value: "LINE#{#:int32:3}"}
              each: {path: lines, as: line}
        - collection: files
          capability: shop
          table: files
          partition: {attribute: pk, value: "F#{_id:int32}"}
          sort: {attribute: sk, value: "FILE{_id:int32}"}
          exclude: [_id]
          oversize: offload
      """;

  @TempDir private Path state;
  @TempDir private Path large;
  private List<CompiledMapping> mappings;
  private final Map<String, String> planted = new TreeMap<>();
  private long newer;

  @BeforeEach
  void copied() {
    sides.clear();
    sides.createTable("shop", "pk", "sk");
    sides.createTable("files", "pk", "sk");
    mappings =
        MappingFile.parse("shop.yaml", MAPPING).mappings().stream()
            .map(mapping -> mapping.withLargeItems(new LargeItemParts(new DirectoryParts(large))))
            .toList();
    for (int id = 0; id < 30; id++) {
      insert(0, order(id));
    }
    for (int id = 0; id < 4; id++) {
      insert(1, document(id).append("text", new BsonString("f".repeat(450_000))));
    }
  }

  private static BsonDocument document(int id) {
    return new BsonDocument("_id", new BsonInt32(id));
  }

  /** The first five have parts. */
  private static BsonDocument order(int id) {
    BsonDocument order =
        BsonDocument.parse(
            """
            {_id: %1$d, status: "%2$s", at: {$date: "2039-01-01T00:00:00Z"},
             lines: [{sku: "a%1$d", n: 1}, {sku: "b%1$d", n: 2}]}
            """
                .formatted(id, id == 29 ? "draft" : "open"));
    return id < 5 ? order.append("text", new BsonString("t".repeat(900_000))) : order;
  }

  private void insert(int mapping, BsonDocument document) {
    CompiledMapping of = mappings.get(mapping);
    sides.mongo().getCollection(of.collection(), BsonDocument.class).insertOne(document);
    of.encoder()
        .encode(
            new RawBsonDocument(document, new BsonDocumentCodec()),
            FLOOR,
            item ->
                put(
                    item.table().name(),
                    ItemJson.parse(item.array(), item.offset(), item.length())));
  }

  private static void put(String table, Map<String, AttributeValue> item) {
    sides.dynamoDb().putItem(p -> p.tableName(table).item(item));
  }

  private static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
  }

  private static Map<String, AttributeValue> get(String table, String pk, String sk) {
    return new HashMap<>(sides.dynamoDb().getItem(g -> g.tableName(table).key(key(pk, sk))).item());
  }

  private static void delete(String table, String pk, String sk) {
    sides.dynamoDb().deleteItem(d -> d.tableName(table).key(key(pk, sk)));
  }

  private void change(String table, String pk, String sk, Map<String, AttributeValue> more) {
    Map<String, AttributeValue> item = get(table, pk, sk);
    item.putAll(more);
    put(table, item);
  }

  private List<Difference> verify(VerificationSource source) {
    List<Difference> differences = new ArrayList<>();
    try (MappedVerification verification =
            new MappedVerification(
                "shop",
                mappings,
                source,
                new MappedTarget(sides.dynamoDb(), true, LargeObjects.inDirectory(large)),
                state,
                Clock.systemUTC());
        VerificationJob job = Orders.job(verification, Orders.CONFIG)) {
      job.run(progress -> {});
      differences.addAll(job.differences(Integer.MAX_VALUE));
      newer = verification.differingNewer();
    } finally {
      MappedVerification.restart(state);
    }
    return differences;
  }

  private Map<String, String> found() {
    return found(VerificationSource.live(sides.mongo()));
  }

  private Map<String, String> found(VerificationSource source) {
    Map<String, String> found = new TreeMap<>();
    verify(source).forEach(each -> found.put(each.key(), each.kind() + " " + each.path()));
    return found;
  }

  private Path object(int id) throws IOException {
    return Path.of(get("files", "F#" + id, "FILE" + id).get("$large").s());
  }

  @Test
  void run_findsNothingWhereBothAgree_alsoInPartsAndObjects() {
    insert(
        0,
        order(99)
            .append("deleted", org.bson.BsonBoolean.TRUE)
            .append("expiresAt", new BsonInt32(5)));
    insert(
        1,
        document(98)
            .append("deleted", org.bson.BsonBoolean.TRUE)
            .append("expiresAt", new BsonInt32(5)));

    assertThat(found()).isEmpty();
  }

  @Test
  void run_findsEachItemThatIsWrong() throws Exception {
    plantInLines();
    plantInOrders();
    plantInParts();
    plantInObjects();

    assertThat(found()).isEqualTo(planted);
  }

  private void plantInLines() {
    delete("shop", "O#10", "LINE#001");
    planted.put("O#10/LINE#001", "MISSING ");
    Map<String, AttributeValue> line = get("shop", "O#11", "LINE#001");
    line.put("sk", AttributeValue.fromS("LINE#002"));
    put("shop", line);
    planted.put("O#11/LINE#002", "EXTRA ");
    change("shop", "O#12", "LINE#000", Map.of("n", AttributeValue.fromN("2")));
    planted.put("O#12/LINE#000", "MISMATCHED n");
  }

  private void plantInOrders() {
    Map<String, AttributeValue> moved = get("shop", "O#13", "ORDER13");
    delete("shop", "O#13", "ORDER13");
    moved.put("sk", AttributeValue.fromS("Order13"));
    put("shop", moved);
    planted.put("O#13/ORDER13", "MISSING ");
    planted.put("O#13/Order13", "EXTRA ");
    Map<String, AttributeValue> draft = get("shop", "O#14", "ORDER14");
    draft.putAll(key("O#29", "ORDER29"));
    draft.put("_id", AttributeValue.fromN("29"));
    draft.put("status", AttributeValue.fromS("draft"));
    put("shop", draft);
    planted.put("O#29/ORDER29", "EXTRA ");
    change("shop", "O#15", "ORDER15", Map.of("gone", AttributeValue.fromN("1767312001")));
    planted.put("O#15/ORDER15", "MISMATCHED gone");
    sides.mongo().getCollection("orders").deleteOne(document(16));
    planted.put("O#16/ORDER16", "EXTRA ");
    planted.put("O#16/LINE#000", "EXTRA ");
    planted.put("O#16/LINE#001", "EXTRA ");
    Map<String, AttributeValue> tombstone = new HashMap<>(key("O#17", "ORDER17"));
    tombstone.put("v", AttributeValue.fromS(FLOOR.toString()));
    tombstone.put("origin", AttributeValue.fromS("legacy"));
    tombstone.put("deleted", AttributeValue.fromBool(true));
    tombstone.put("expiresAt", AttributeValue.fromN("1"));
    put("shop", tombstone);
    planted.put("O#17/ORDER17", "MISSING ");
    Map<String, AttributeValue> live = new HashMap<>(tombstone);
    live.putAll(key("O#77", "ORDER77"));
    live.remove("origin");
    live.put("name", AttributeValue.fromS("no tombstone has one"));
    put("shop", live);
    planted.put("O#77/ORDER77", "EXTRA ");
  }

  private void plantInParts() {
    delete("shop", "O#0", "ORDER0#part-00001");
    planted.put("O#0/ORDER0#part-00000", "MISMATCHED #part-00001");
    byte[] slice = get("shop", "O#1", "ORDER1#part-00001").get("$part").b().asByteArray();
    slice[1_000] = 'T';
    Map<String, AttributeValue> changed =
        Map.of("$part", AttributeValue.fromB(SdkBytes.fromByteArray(slice)));
    change("shop", "O#1", "ORDER1#part-00001", changed);
    planted.put("O#1/ORDER1#part-00000", "MISMATCHED text");
    change(
        "shop",
        "O#2",
        "ORDER2#part-00001",
        Map.of("sk", AttributeValue.fromS("ORDER2#part-00003")));
    planted.put("O#2/ORDER2#part-00003", "EXTRA ");
    delete("shop", "O#3", "ORDER3#part-00000");
    planted.put("O#3/ORDER3#part-00000", "MISSING ");
    change("shop", "O#4", "ORDER4#part-00002", key("O#18", "ORDER18#part-00002"));
    planted.put("O#18/ORDER18#part-00002", "EXTRA ");
  }

  private void plantInObjects() throws IOException {
    Files.delete(object(0));
    planted.put("F#0/FILE0", "MISMATCHED $large");
    String json = Files.readString(object(1));
    Files.writeString(object(1), json.replaceFirst("ffff", "fffg"));
    planted.put("F#1/FILE1", "MISMATCHED text");
    Path other = state.resolve("elsewhere.json");
    Files.copy(object(2), other);
    change("files", "F#2", "FILE2", Map.of("$large", AttributeValue.fromS(other.toString())));
    planted.put("F#2/FILE2", "MISMATCHED $large");
    Files.writeString(object(3), "{");
    planted.put("F#3/FILE3", "MISMATCHED $large");
  }

  @Test
  void run_ofADump_findsWhatIsWrongAndCountsWhatIsNewer() throws Exception {
    Path dump = Files.createDirectories(state.resolve("dump").resolve("shop"));
    dump("orders", new GZIPOutputStream(Files.newOutputStream(dump.resolve("orders.bson.gz"))));
    dump("files", Files.newOutputStream(dump.resolve("files.bson")));
    plantNewer();
    change("shop", "O#12", "LINE#000", Map.of("n", AttributeValue.fromN("2")));
    planted.put("O#12/LINE#000", "MISMATCHED n");
    delete("shop", "O#13", "ORDER13");
    planted.put("O#13/ORDER13", "MISSING ");
    change("shop", "O#14", "ORDER14", key("O#300", "ORDER300"));
    planted.put("O#300/ORDER300", "EXTRA ");

    assertThat(found(VerificationSource.dump(dump, FLOOR))).isEqualTo(planted);
    assertThat(newer).isEqualTo(3);

    planted.keySet().removeIf(key -> !key.equals("O#13/ORDER13"));
    assertThat(found(VerificationSource.dump(dump, SourceVersion.LOWEST)))
        .as("all items are newer than a dump of which nothing is known")
        .isEqualTo(planted);
  }

  /** Changed, deleted and inserted since the dump. */
  private void plantNewer() {
    AttributeValue later = AttributeValue.fromS(new SourceVersion(10, 1, 0).toString());
    change("shop", "O#10", "LINE#001", Map.of("n", AttributeValue.fromN("5"), "v", later));
    Map<String, AttributeValue> tombstone = new HashMap<>(key("O#17", "ORDER17"));
    tombstone.put("v", later);
    tombstone.put("deleted", AttributeValue.fromBool(true));
    tombstone.put("expiresAt", AttributeValue.fromN("1"));
    put("shop", tombstone);
    Map<String, AttributeValue> inserted = get("shop", "O#18", "ORDER18");
    inserted.putAll(key("O#200", "ORDER200"));
    inserted.put("v", later);
    put("shop", inserted);
  }

  private static void dump(String collection, OutputStream to) throws IOException {
    try (to) {
      for (RawBsonDocument document :
          sides.mongo().getCollection(collection, RawBsonDocument.class).find()) {
        byte[] bytes = new byte[document.getByteBuffer().remaining()];
        document.getByteBuffer().get(bytes);
        to.write(bytes);
      }
    }
  }
}
