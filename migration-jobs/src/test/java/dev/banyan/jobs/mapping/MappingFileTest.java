package dev.banyan.jobs.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.spec.MappingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class MappingFileTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final String SIMPLE =
      "collection: orders\ntable: orders\npartition: \"{customer}\"\nsort: \"{_id:objectId}\"\n";
  private static final String ORDER =
      """
      {_id: ObjectId("507f1f77bcf86cd799439011"), customer: "ann", total: NumberLong(12),
       status: "paid", secret: "x", address: {city: "Rome", zip: "1"}, tags: ["a", "b"],
       at: {$date: "2026-01-02T03:04:05.006Z"},
       lines: [{sku: "p1", n: 1}, {sku: "p2", n: 2}]}
      """;

  @Test
  void parse_fourLinesAreEnough() {
    assertThat(items(SIMPLE, ORDER))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.get("customer").s()).isEqualTo("ann");
              assertThat(item.get("_id").s()).isEqualTo("507f1f77bcf86cd799439011");
              assertThat(item.get("total").m().get("$numberLong").n()).isEqualTo("12");
              assertThat(item.get("v").s()).isEqualTo(FLOOR.toString());
              assertThat(item.get("origin").s()).isEqualTo("legacy");
              assertThat(item).doesNotContainKey("$fields");
            });
  }

  @Test
  void encode_attributes() {
    String yaml =
        """
        collection: orders
        table: orders
        partition: {attribute: pk, value: "CUSTOMER#{customer}"}
        sort: "ORDER#{at:isoDate}#{total:int64:8}"
        exclude: [secret, address.zip, lines, customer]
        rename: {status: state, address.city: city, tags: labels.all}
        set: {kind: order, version: 3, summary: "{customer} paid {total:int64}",
              nested.deep: true, copy: {path: at, as: date}}
        types: {total: int64, at: isoDate, tags: stringSet}
        ttl: {attribute: gone, path: at, plus: 30d}
        indexes: [{name: byState, partition: state}]
        """;
    Map<String, AttributeValue> item = items(yaml, ORDER).get(0);
    assertThat(item.get("pk").s()).isEqualTo("CUSTOMER#ann");
    assertThat(item.get("sk").s()).isEqualTo("ORDER#2026-01-02T03:04:05.006Z#00000012");
    assertThat(item.get("state").s()).isEqualTo("paid");
    assertThat(item.get("city").s()).isEqualTo("Rome");
    assertThat(item.get("address").m()).isEmpty();
    assertThat(item.get("labels").m().get("all").ss()).containsExactly("a", "b");
    assertThat(item.get("kind").s()).isEqualTo("order");
    assertThat(item.get("version").n()).isEqualTo("3");
    assertThat(item.get("summary").s()).isEqualTo("ann paid 12");
    assertThat(item.get("nested").m().get("deep").bool()).isTrue();
    assertThat(item.get("copy").n()).isEqualTo("1767323045006");
    assertThat(item.get("total").n()).isEqualTo("12");
    assertThat(item.get("at").s()).isEqualTo("2026-01-02T03:04:05.006Z");
    assertThat(item.get("gone").n()).isEqualTo(Long.toString(1767323045L + 30 * 86400));
    assertThat(item).doesNotContainKeys("secret", "status", "tags", "lines", "customer");
  }

  @Test
  void encode_severalItems() {
    String yaml =
        """
        collection: orders
        items:
          - table: orders
            partition: "{_id:objectId}"
            when: {status: {in: [paid, sent]}, total: {gte: 12}}
          - table: lines
            partition: {attribute: orderId, value: "{_id:objectId}"}
            sort: "LINE#{#:int32:3}"
            each: {path: lines, as: line}
            set: {customer: "{customer}", sku: "{line.sku}"}
        """;
    List<Map<String, AttributeValue>> items = items(yaml, ORDER);
    assertThat(items).hasSize(3);
    assertThat(items.get(2).get("sk").s()).isEqualTo("LINE#001");
    assertThat(items.get(2).get("sku").s()).isEqualTo("p2");
    assertThat(items.get(2).get("n").n()).isEqualTo("2");
    assertThat(items.get(2).get("customer").s()).isEqualTo("ann");
  }

  @Test
  void encode_conditions() {
    assertThat(outcome(SIMPLE + "filter: {status: {ne: paid}}\n", ORDER)).isEqualTo(new Filtered());
    assertThat(outcome(SIMPLE + "filter: {address.city: Rome}\n", ORDER)).isEqualTo(new Encoded(1));
    assertThat(outcome(SIMPLE + "filter: {no: {exists: true}}\n", ORDER)).isEqualTo(new Filtered());
    assertThat(outcome(SIMPLE + "filter: {any: [{total: 1}, {total: 12}]}\n", ORDER))
        .isEqualTo(new Encoded(1));
    assertThat(outcome(SIMPLE + "filter: {not: {at: {lt: \"2026-02-01\"}}}\n", ORDER))
        .isEqualTo(new Filtered());
    assertThat(outcome(SIMPLE + "filter: {lines.1.sku: p2}\n", ORDER)).isEqualTo(new Encoded(1));
  }

  @Test
  void encode_tagOfReverseReplication() {
    String v = new SourceVersion(9, 9, 9).toString();
    assertThat(
            items(SIMPLE, ORDER.replace("customer:", "_banyan: {v: \"" + v + "\"}, customer:"))
                .get(0)
                .get("v")
                .s())
        .isEqualTo(v);
    assertThat(
            outcome(
                SIMPLE,
                ORDER.replace(
                    "customer:", "_banyan: {v: \"" + v + "\", deleted: true}, customer:")))
        .isEqualTo(new Gone());
  }

  @Test
  void encode_keepsWhatTheMappingNeedsTheNameFor() {
    Map<String, AttributeValue> item =
        items(SIMPLE, ORDER.replace("customer:", "v: \"own\", origin: 7, customer:")).get(0);
    assertThat(item.get("v").s()).isEqualTo(FLOOR.toString());
    assertThat(item.get("$fields").l())
        .containsExactly(
            AttributeValue.fromS("v"),
            AttributeValue.fromS("own"),
            AttributeValue.fromS("origin"),
            AttributeValue.fromN("7"));
  }

  @Test
  void encode_refusesWithPathAndRemedy() {
    assertRefused(SIMPLE, "{_id: ObjectId(\"507f1f77bcf86cd799439011\")}", "customer: missing");
    assertRefused(
        SIMPLE,
        "{_id: \"x\", customer: \"ann\"}",
        "_id: string where the template takes objectId: {_id:type}");
    assertRefused(
        "collection: c\ntable: t\npartition: \"{_id}\"\n",
        "{_id: \"\"}",
        "_id: a key value that is empty");
    assertRefused(
        "collection: c\ntable: t\npartition: \"{_id}\"\nindexes: [{name: i, partition: a}]\n",
        "{_id: \"x\", a: null}",
        "a: is key of an index, which takes S");
    assertRefused(
        "collection: c\ntable: t\npartition: \"{_id}\"\n",
        "{_id: \"" + "x".repeat(2049) + "\"}",
        "2049 bytes; DynamoDB takes 2048");
    assertRefused(
        "collection: c\ntable: t\npartition: \"{_id}\"\n",
        "{_id: \"x\", big: \"" + "x".repeat(400 * 1024) + "\"}",
        "where DynamoDB takes 409600");
  }

  private static void assertRefused(String yaml, String json, String why) {
    assertThat(outcome(yaml, json))
        .isInstanceOfSatisfying(
            Unmappable.class, refused -> assertThat(refused.toString()).contains(why));
  }

  @Test
  void encode_splitsAndOffloads() {
    String yaml = "collection: c\ntable: t\npartition: \"{a}\"\nsort: \"{_id}\"\noversize: ";
    String json = "{_id: \"x\", a: \"p\", big: \"" + "y".repeat(1_000_000) + "\"}";
    List<Map<String, AttributeValue>> parts = items(yaml + "split\n", json);
    StringBuilder joined = new StringBuilder();
    for (Map<String, AttributeValue> part : parts) {
      joined.append(part.get("$part").b().asUtf8String());
      assertThat(part.get("$parts").n()).isEqualTo(Integer.toString(parts.size()));
      assertThat(ItemSize.of(part)).isLessThanOrEqualTo(Oversized.LIMIT);
    }
    assertThat(parts.get(1).get("_id").s()).isEqualTo("x#part-00001");
    Map<String, AttributeValue> whole =
        ItemJson.parse(joined.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(whole.get("big").s()).hasSize(1_000_000);

    List<Map<String, AttributeValue>> items = new ArrayList<>();
    MappingFile.parse("m.yaml", yaml + "offload\n")
        .mappings()
        .get(0)
        .withLargeItems(item -> "s3://b/" + item.keys().sortText() + "/" + item.length())
        .encoder()
        .encode(raw(json), FLOOR, item -> items.add(parsed(item)));
    assertThat(items)
        .singleElement()
        .satisfies(item -> assertThat(item.get("$large").s()).startsWith("s3://b/x/1000"));
  }

  @Test
  void withTransform_runsBeforeTheMapping() {
    CompiledMapping mapping =
        MappingFile.parse("m.yaml", "collection: c\ntable: t\npartition: \"{_id}\"\n")
            .mappings()
            .get(0)
            .withTransform(
                "halves-1",
                document ->
                    document.getArray("halves").stream()
                        .map(half -> raw(new BsonDocument("_id", half).toJson()))
                        .toList());
    List<String> keys = new ArrayList<>();
    BsonDocument document =
        new BsonDocument(
            "halves", new BsonArray(List.of(new BsonString("l"), new BsonString("r"))));
    assertThat(
            mapping
                .encoder()
                .encode(raw(document.toJson()), FLOOR, i -> keys.add(i.keys().partitionText())))
        .isEqualTo(new Encoded(2));
    assertThat(keys).containsExactly("l", "r");
    assertThat(mapping.encoder().encode(raw("{halves: [\"l\", 7]}"), FLOOR, i -> keys.add("no")))
        .isInstanceOf(Unmappable.class);
    assertThat(keys).hasSize(2);
  }

  @Test
  void encode_marksAttributes() {
    MappingFile.parse("m.yaml", SIMPLE)
        .mappings()
        .get(0)
        .encoder()
        .encode(
            raw(ORDER),
            FLOOR,
            item -> {
              StringBuilder json = new StringBuilder("{");
              for (int i = 0; i < item.attributes(); i++) {
                json.append(i == 0 ? "\"" : ",\"")
                    .append(slice(item, item.nameOffset(i), item.nameLength(i)))
                    .append("\":")
                    .append(slice(item, item.valueOffset(i), item.valueLength(i)));
              }
              assertThat(json + "}").isEqualTo(slice(item, item.offset(), item.length()));
            });
  }

  private static String slice(EncodedItem item, int at, int length) {
    return new String(item.array(), at, length, StandardCharsets.UTF_8);
  }

  @Test
  void parse_saysWhere() {
    assertError(
        "colection: a\n", "m.yaml:1:1: unknown key 'colection', did you mean 'collection'?");
    assertError("collection: a\ntable: t\n", "m.yaml:1:1: 'partition' is missing");
    assertError(
        SIMPLE + "types: {total: int46}\n",
        "m.yaml:5:16: type 'int46' is not known, did you mean 'int64'?");
    assertError(SIMPLE + "set: {v: 1}\n", "'set v' wants the attribute of 'the version'");
    assertError(SIMPLE + "set: {a: 1, a.b: 2}\n", "'set a.b' goes below 'set a'");
    assertError(
        "collection: a\ntable: t\npartition: fixed\n", "m.yaml:3:12: a key needs a placeholder");
    assertError("collection: a\ntable: t\npartition: \"{x\"\n", "m.yaml:3:12: partition: '{x'");
    assertError(
        "collection: a\ntable: t\npartition: \"{x:strin}\"\n", "'strin' is no type; known: string");
    assertError("a: [\n", "not valid YAML");
    assertError("", "m.yaml:1:1: the file is empty");
    assertError(SIMPLE + "table: other\n", "m.yaml:5:1: 'table' is said twice");
    assertError(
        "collection: a\ntable: t\npartition: \"{a.*.b}\"\n",
        "one value is needed, and * means many");
    assertError(
        "collection: a\ntable: t\npartition: \"{a}\"\noversize: split\n",
        "m.yaml:4:11: split needs a sort key");
  }

  private static void assertError(String yaml, String message) {
    assertThatThrownBy(() -> MappingFile.parse("m.yaml", yaml))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void fingerprint_changesWithTheMappingOnly() {
    String fingerprint = fingerprint(SIMPLE);
    assertThat(fingerprint("# a comment\n" + SIMPLE)).isEqualTo(fingerprint);
    assertThat(fingerprint(SIMPLE + "exclude: [a]\n")).isNotEqualTo(fingerprint);
  }

  private static String fingerprint(String yaml) {
    return MappingFile.parse("m.yaml", yaml).mappings().get(0).fingerprint();
  }

  private static EncodeOutcome outcome(String yaml, String json) {
    return MappingFile.parse("m.yaml", yaml)
        .mappings()
        .get(0)
        .encoder()
        .encode(raw(json), FLOOR, item -> {});
  }

  private static List<Map<String, AttributeValue>> items(String yaml, String json) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    EncodeOutcome outcome =
        MappingFile.parse("m.yaml", yaml)
            .mappings()
            .get(0)
            .encoder()
            .encode(raw(json), FLOOR, item -> items.add(parsed(item)));
    assertThat(outcome).isInstanceOf(Encoded.class);
    return items;
  }

  private static Map<String, AttributeValue> parsed(EncodedItem item) {
    Map<String, AttributeValue> parsed = ItemJson.parse(item.array(), item.offset(), item.length());
    assertThat(item.size()).isEqualTo(ItemSize.of(parsed));
    return parsed;
  }

  private static RawBsonDocument raw(String json) {
    return new RawBsonDocument(BsonDocument.parse(json), new BsonDocumentCodec());
  }
}
