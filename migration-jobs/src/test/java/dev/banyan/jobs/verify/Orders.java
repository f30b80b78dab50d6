package dev.banyan.jobs.verify;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.ChangePosition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A collection with values of many types, and the table that a mapping file makes of it. */
record Orders(Sides sides, CompiledMapping mapping) {

  static final VerificationConfig CONFIG =
      VerificationConfig.DEFAULT
          .withSettle(Duration.ofMillis(100))
          .withLagBound(Duration.ofMillis(400));

  private static final String MAPPING =
      """
      collection: orders
      table: orders
      partition: {attribute: pk, value: "C#{customer}"}
      sort: {attribute: sk, value: "O#{_id:int32:8}"}
      types: {tags: stringSet, plainLong: int64, plainDate: isoDate}
      set: {kind: order, gsi: "{customer}"}
      """;

  Orders(Sides sides) {
    this(sides, MappingFile.parse("orders.yaml", MAPPING).mappings().get(0));
  }

  /** Makes both sides anew, so that they agree. */
  void copy(int count) {
    sides.mongo().drop();
    sides.mongo().createCollection("orders");
    createTable();
    List<BsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(document(i));
    }
    sides.mongo().getCollection("orders", BsonDocument.class).insertMany(documents);
    SourceVersion floor = ChangePosition.now(sides.mongo(), "orders");
    List<WriteRequest> batch = new ArrayList<>();
    for (BsonDocument document : documents) {
      batch.add(WriteRequest.builder().putRequest(p -> p.item(item(document, floor))).build());
      if (batch.size() == 25) {
        sides.dynamoDb().batchWriteItem(w -> w.requestItems(Map.of("orders", batch)));
        batch.clear();
      }
    }
  }

  /** An empty table. */
  void createTable() {
    sides.dropTables();
    sides.createTable("orders", "pk", "sk");
  }

  static BsonDocument document(int id) {
    return BsonDocument.parse(
        """
        {_id: %1$d, customer: "c%2$d", int: %1$d, plainLong: {$numberLong: "%1$d"}, "long": {$numberLong: "%1$d"},
         plainDate: {$date: "2026-01-02T03:04:05.006Z"}, "double": {$numberDouble: "%1$d.5"},
         zero: {$numberDouble: "0.0"}, decimal: {$numberDecimal: "%1$d.500"},
         binary: {$binary: {base64: "AQIDBAUGBwg=", subType: "00"}},
         uuid: {$binary: {base64: "AQIDBAUGBwgJCgsMDQ4PEA==", subType: "04"}},
         nothing: null, empty: [], list: [1, 2, {deep: [3, "four"]}], tags: ["a", "b", "c"],
         nested: {name: "n%1$d", more: {x: 1, y: null}}, password: "secret%1$d",
         text: "t%1$d", flag: true, "$fields": 1}
        """
            .formatted(id, id % 97));
  }

  Map<String, AttributeValue> item(BsonDocument document, SourceVersion floor) {
    Map<String, AttributeValue> item = new HashMap<>();
    mapping
        .encoder()
        .encode(
            new RawBsonDocument(document, new BsonDocumentCodec()),
            floor,
            encoded ->
                item.putAll(ItemJson.parse(encoded.array(), encoded.offset(), encoded.length())));
    return item;
  }

  void put(Map<String, AttributeValue> item) {
    sides.dynamoDb().putItem(p -> p.tableName("orders").item(item));
  }

  Map<String, AttributeValue> get(Map<String, AttributeValue> like) {
    return sides
        .dynamoDb()
        .getItem(
            g ->
                g.tableName("orders")
                    .consistentRead(true)
                    .key(Map.of("pk", like.get("pk"), "sk", like.get("sk"))))
        .item();
  }

  /** A verification with small ranges. */
  MappedVerification verification(Path state) {
    return new MappedVerification(
        "orders",
        List.of(mapping),
        VerificationSource.live(sides.mongo()),
        new MappedTarget(sides.dynamoDb(), true, null),
        state,
        Clock.systemUTC(),
        100);
  }

  static VerificationJob job(MappedVerification verification, VerificationConfig config) {
    return new VerificationJob(
        verification.what(), new InMemoryControlStore(), config, Clock.systemUTC());
  }
}
