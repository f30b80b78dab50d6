package dev.banyan.jobs.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class RowEncoderTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final TableSpec TABLE =
      TableSpec.of("orders", new KeyAttribute("customer", 'S'), new KeyAttribute("number", 'N'));

  private final List<Map<String, AttributeValue>> items = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();

  /** Whatever a test wants of a document. */
  private record Orders(Function<Document, List<Map<String, AttributeValue>>> map)
      implements CollectionMapping<Document> {
    @Override
    public String collection() {
      return "orders";
    }

    @Override
    public String fingerprint() {
      return "orders-1";
    }

    @Override
    public List<TableSpec> tables() {
      return List.of(TABLE);
    }

    @Override
    public Document read(RawBsonDocument document) {
      return new Document(document);
    }

    @Override
    public List<TableItem> items(Document order, SourceVersion version) {
      return map.apply(order).stream().map(item -> new TableItem(TABLE, item)).toList();
    }
  }

  private EncodeOutcome encode(Function<Document, List<Map<String, AttributeValue>>> map) {
    RawBsonDocument document =
        new RawBsonDocument(new Document("_id", 1).append("a", "b"), new DocumentCodec());
    return new Orders(map).encoder().encode(document, FLOOR, this::take);
  }

  private void take(EncodedItem item) {
    items.add(
        ItemJson.parse(
            Arrays.copyOfRange(item.array(), item.offset(), item.offset() + item.length())));
    sizes.add(item.size());
    assertThat(item.keys().partitionText()).isEqualTo("ann");
    assertThat(new String(item.array(), item.nameOffset(0), item.nameLength(0)))
        .isEqualTo("customer");
    assertThat(new String(item.array(), item.valueOffset(0), item.valueLength(0)))
        .isEqualTo("{\"S\":\"ann\"}");
  }

  private static Map<String, AttributeValue> order(String... more) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("customer", AttributeValue.fromS("ann"));
    item.put("number", AttributeValue.fromN("17"));
    for (String name : more) {
      item.put(name, AttributeValue.fromS("x\"y\n"));
    }
    return item;
  }

  @Test
  void encode_writesEveryTypeOfValue_andTheVersion() {
    Map<String, AttributeValue> item = order("na\"me");
    item.put("b", AttributeValue.fromB(SdkBytes.fromUtf8String("bytes")));
    item.put("t", AttributeValue.fromBool(true));
    item.put("nul", AttributeValue.fromNul(true));
    item.put("l", AttributeValue.fromL(List.of(AttributeValue.fromN("-1.5e3"), item.get("t"))));
    item.put("m", AttributeValue.fromM(Map.of("k", AttributeValue.fromS("ü"), "e", item.get("l"))));
    item.put("ss", AttributeValue.fromSs(List.of("a", "b")));
    item.put("ns", AttributeValue.fromNs(List.of("1", "2")));
    item.put("bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("c"))));

    assertThat(encode(order -> List.of(item))).isEqualTo(new Encoded(1));

    Map<String, AttributeValue> expected = new HashMap<>(item);
    expected.put("v", AttributeValue.fromS(FLOOR.toString()));
    assertThat(items).containsExactly(expected);
    assertThat(sizes).containsExactly(ItemSize.of(expected));
  }

  @Test
  void encode_takesAllItemsOfADocument_orNone() {
    assertThat(encode(order -> List.of(order(), order("second")))).isEqualTo(new Encoded(2));
    items.clear();

    Map<String, AttributeValue> keyless = order();
    keyless.remove("number");
    assertRefused(
        encode(order -> List.of(order(), keyless)),
        "an item of table 'orders' without its key attribute 'number'");
  }

  @Test
  void encode_refusesWhatDynamoDbDoesNotTake() {
    Map<String, AttributeValue> wrong = order();
    wrong.put("number", AttributeValue.fromS("17"));
    assertRefused(encode(order -> List.of(wrong)), "'number' of table 'orders' must be of type N");
    Map<String, AttributeValue> empty = order();
    empty.put("customer", AttributeValue.fromS(""));
    assertRefused(encode(order -> List.of(empty)), "0 bytes for the key attribute 'customer'");
    Map<String, AttributeValue> large = order();
    large.put("x", AttributeValue.fromS("x".repeat(410_000)));
    assertRefused(encode(order -> List.of(large)), "DynamoDB takes 409600");
  }

  @Test
  void encode_setsAside_whateverTheMappingThrows() {
    assertRefused(
        encode(
            order -> {
              throw new IllegalArgumentException("total is missing");
            }),
        "total is missing");
    assertRefused(
        encode(
            order -> {
              throw new ClassCastException("not an order");
            }),
        "Orders: java.lang.ClassCastException: not an order");
  }

  private void assertRefused(EncodeOutcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(Unmappable.class, why -> assertThat(why.reason()).contains(reason));
    assertThat(items).isEmpty();
  }
}
