package dev.banyan.jobs.verify.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Documents that a fuzzer found: encoder and expectation agree, and nothing is refused in vain. */
final class StrangeDocumentsTest {

  private static final String HEAD =
      "collection: c\ntable: t\npartition: {attribute: pk, value: \"{_id:int32}\"}\n";
  private static final Instant LATEST = Instant.parse("2030-01-01T00:00:00Z");

  /** DynamoDB takes 32 levels; the value at the end is one of them. */
  private static final int MOST_LEVELS = 31;

  private static CompiledMapping mapping(String rules) {
    return MappingFile.parse("m.yaml", HEAD + rules).mappings().get(0);
  }

  private static BsonDocument document(String name, BsonValue value) {
    return new BsonDocument("_id", new BsonInt32(1)).append(name, value);
  }

  private static byte[] bytes(BsonDocument document) {
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }

  /** The items of a document, on which both sides agree. */
  private static List<byte[]> agreed(CompiledMapping mapping, byte[] document) throws IOException {
    List<byte[]> items = new ArrayList<>();
    EncodeOutcome outcome =
        mapping
            .encoder()
            .encode(
                document,
                0,
                document.length,
                new SourceVersion(5, 1, 0),
                item ->
                    items.add(
                        Arrays.copyOfRange(
                            item.array(), item.offset(), item.offset() + item.length())));
    List<ExpectedItem> expected = new ExpectedItems(mapping.spec()).of(document).items();
    assertThat(expected).as("%s", outcome).hasSameSizeAs(items);
    for (int i = 0; i < items.size(); i++) {
      assertThat(ItemDiff.between(expected.get(i), FoundItems.parse(items.get(i)), LATEST))
          .isEmpty();
    }
    return items;
  }

  private static String text(List<byte[]> items) {
    assertThat(items).hasSize(1);
    return new String(items.get(0), StandardCharsets.UTF_8);
  }

  @Test
  void decimalOfMoreDigitsThanTheFormatHas_keepsItsBits() throws IOException {
    Decimal128 decimal =
        Decimal128.fromIEEE754BIDEncoding(0x5ffff359824077aeL, 0x4782bfdb46988ad6L);
    byte[] document = bytes(document("d", new BsonDecimal128(decimal)));
    for (String rules : List.of("", "types: {d: decimal}\n", "types: {d: number}\n")) {
      assertThat(text(agreed(mapping(rules), document)))
          .contains("\"0x5ffff359824077ae4782bfdb46988ad6\"");
    }
  }

  /** Java before 19 writes this one with 18 digits. */
  @Test
  void doubleOfManyDigits_hasSeventeen() throws IOException {
    byte[] document = bytes(document("d", new BsonDouble(-1.56546991453914368E17)));
    for (String rules : List.of("", "types: {d: double}\n", "types: {d: number}\n")) {
      assertThat(text(agreed(mapping(rules), document))).doesNotContain("156546991453914368");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "order: keep\n", "rename: {x: a.b.c.d.e.f.g}\n"})
  void nesting_staysWithinDynamoDb(String rules) throws IOException {
    CompiledMapping mapping = mapping(rules);
    for (String name : List.of("", "n")) {
      for (int levels = 18; levels < 34; levels++) {
        BsonValue value = new BsonDbPointer("\u0001", new ObjectId(new byte[12]));
        for (int level = 0; level < levels; level++) {
          value = new BsonDocument(level == 0 ? name : "n", value);
        }
        byte[] document = bytes(document("x", value));
        for (int at = 0; at < document.length; at++) { // the pointer's text is no UTF-8
          boolean text = document[at] == 1 && at > 8 && document[at - 4] == 2;
          document[at] = text ? (byte) 0xff : document[at];
        }
        List<byte[]> items = agreed(mapping, document);
        assertThat(levels(AttributeValue.fromM(ItemJson.parse(items.get(0)))) - 1)
            .as("%s levels, name '%s'", levels, name)
            .isLessThanOrEqualTo(MOST_LEVELS);
      }
    }
  }

  private static int levels(AttributeValue value) {
    Stream<AttributeValue> inside = value.hasM() ? value.m().values().stream() : value.l().stream();
    return value.hasM() || value.hasL()
        ? 1 + inside.mapToInt(StrangeDocumentsTest::levels).max().orElse(0)
        : 0;
  }

  @ParameterizedTest
  @CsvSource({"p, 2048, 1", "p, 2049, 0", "s, 1024, 1", "s, 1025, 0"})
  void indexKeys_areAsLongAsTheirBytes(String name, int length, int items) throws IOException {
    CompiledMapping text = mapping("indexes: [{name: i-a, partition: p, sort: s}]\n");
    for (String filler : List.of("\"", "\n", "\u0001", "a")) {
      byte[] document = bytes(document(name, new BsonString(filler.repeat(length))));
      assertThat(agreed(text, document)).as(filler).hasSize(items);
    }
    CompiledMapping binary =
        mapping(
            "indexes: [{name: i-a, partition: {attribute: p, type: B},"
                + " sort: {attribute: s, type: B}}]\n");
    for (int less = 0; less < 3; less++) { // one for each padding of base64
      byte[] document = bytes(document(name, new BsonBinary(new byte[length - less])));
      assertThat(agreed(binary, document)).hasSize(less == 0 ? items : 1);
    }
  }

  @Test
  void copiesIntoASmallElement_countForTheLimit() throws IOException {
    CompiledMapping mapping =
        mapping(
            "sort: \"{#:int32}\"\neach: {path: list, as: e}\nset: {a: {path: t}, b: {path: t}}\n");
    BsonDocument document =
        document("list", new BsonArray(List.of(new BsonInt32(1))))
            .append("t", new BsonString("t".repeat(210_000)));
    assertThat(agreed(mapping, bytes(document))).isEmpty();
  }

  @Test
  void payloadOfANan_countsForTheLimit() throws IOException {
    int fitting = 0;
    for (int length = 409_490; length < 409_550; length++) {
      BsonDocument document =
          document("d", new BsonDouble(Double.longBitsToDouble(0x7ff8000000000001L)))
              .append("t", new BsonString("t".repeat(length)));
      fitting += agreed(mapping(""), bytes(document)).size();
    }
    assertThat(fitting).isBetween(1, 59);
  }

  @Test
  void exclude_reachesElementsAndWhatHasRulesOfItsOwn() throws IOException {
    CompiledMapping mapping =
        mapping(
            """
            exclude: ["*.secret", "lines.*", "m.*.secret"]
            types: {a.n: int64, m.0.x: int64}
            """);
    BsonDocument document =
        BsonDocument.parse(
            """
            {_id: 1, a: {secret: "SECRET", n: {$numberLong: "5"}}, b: {secret: "SECRET"},
             lines: ["SECRET", {x: "SECRET"}], m: [{secret: "SECRET", x: 1}, {secret: "SECRET"}]}
            """);
    assertThat(text(agreed(mapping, bytes(document))))
        .doesNotContain("SECRET")
        .contains("\"lines\":{\"L\":[]}", "\"a\":{\"M\":{\"n\":{\"N\":\"5\"}}}");
  }

  @ParameterizedTest
  @CsvSource({
    "gt, Infinity, 1",
    "lte, -Infinity, 1",
    "lt, Infinity, 0",
    "gt, NaN, 0",
    "lt, NaN, 0"
  })
  void filter_infinityIsBeyondAllNumbers(String test, String value, int items) throws IOException {
    CompiledMapping mapping = mapping("filter: {f: {" + test + ": 5}}\n");
    BsonValue real = new BsonDouble(Double.parseDouble(value));
    BsonValue decimal = new BsonDecimal128(Decimal128.parse(value));
    assertThat(agreed(mapping, bytes(document("f", real)))).hasSize(items);
    assertThat(agreed(mapping, bytes(document("f", decimal)))).hasSize(items);
  }

  /** The driver would write U+FFFD. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a: [{b: 'Q'}]}",
        "{Q: 1}",
        "{$regularExpression: {pattern: 'Q', options: ''}}",
        "{$code: 'Q', $scope: {}}",
        "{$code: 'f', $scope: {a: 'Q'}}"
      })
  void text_ofBytesThatAreNoTextIsRefused(String json) throws IOException {
    CompiledMapping mapping = mapping("types: {x: text}\n");
    byte[] document = bytes(BsonDocument.parse("{_id: 1, x: " + json + "}"));
    assertThat(text(agreed(mapping, document))).contains("Q");
    for (int at = 0; at < document.length; at++) {
      document[at] = document[at] == 'Q' ? (byte) 0xff : document[at];
    }
    assertThat(agreed(mapping, document)).isEmpty();
  }

  @Test
  void binaryKeys_haveTextsOfTheirOwn() {
    CompiledMapping mapping =
        MappingFile.parse(
                "m.yaml",
                "collection: c\ntable: t\npartition: {attribute: k, type: B, value: \"{k:binary}\"}\n")
            .mappings()
            .get(0);
    List<String> texts = new ArrayList<>();
    for (int key = 0x80; key < 0x82; key++) {
      byte[] document = bytes(document("k", new BsonBinary(new byte[] {(byte) key})));
      mapping
          .encoder()
          .encode(
              document,
              0,
              document.length,
              new SourceVersion(5, 1, 0),
              item -> texts.add(item.keys().partitionText()));
    }
    assertThat(texts).containsExactly("0x80", "0x81");
  }

  @Test
  void refusal_saysMoreThanTheTypeWhereOnlySomeValuesAreTaken() {
    CompiledMapping mapping = mapping("sort: \"{a:uuid}{b:double}\"\n");
    BsonBinary legacy = new BsonBinary((byte) 3, new byte[16]);
    assertThat(refusal(mapping, document("a", legacy).append("b", new BsonDouble(1))))
        .startsWith("binary of subtype 3 and 16 bytes where the template takes uuid");
    BsonBinary uuid = new BsonBinary((byte) 4, new byte[16]);
    assertThat(refusal(mapping, document("a", uuid).append("b", new BsonDouble(0.5))))
        .startsWith("double that is not whole where the template takes double");
  }

  private static String refusal(CompiledMapping mapping, BsonDocument document) {
    byte[] bytes = bytes(document);
    EncodeOutcome outcome =
        mapping.encoder().encode(bytes, 0, bytes.length, new SourceVersion(5, 1, 0), item -> {});
    return ((Unmappable) outcome).reason();
  }

  @Test
  void refusal_namesThePathOfANull() {
    byte[] document = bytes(document("at", BsonNull.VALUE));
    EncodeOutcome outcome =
        mapping("ttl: {attribute: gone, path: at}\n")
            .encoder()
            .encode(document, 0, document.length, new SourceVersion(5, 1, 0), item -> {});
    assertThat(outcome)
        .isInstanceOfSatisfying(Unmappable.class, it -> assertThat(it.path()).isEqualTo("at"));
  }

  /** What a library throws over one document must not stop all others. */
  @Test
  void failure_isOfOneDocument() {
    CompiledMapping mapping =
        mapping("oversize: offload\n")
            .withLargeItems(
                item -> {
                  throw new IllegalArgumentException("no such thing");
                });
    byte[] large = bytes(document("t", new BsonString("t".repeat(500_000))));
    byte[] small = bytes(document("t", new BsonString("t")));
    SourceVersion floor = new SourceVersion(5, 1, 0);
    assertThat(mapping.encoder().encode(large, 0, large.length, floor, item -> {}))
        .hasToString(
            "the mapping fails over this document: java.lang.IllegalArgumentException: no such thing");
    assertThat(mapping.encoder().encode(small, 0, small.length, floor, item -> {}))
        .isEqualTo(new Encoded(1));
  }

  @Test
  void mayHaveExpired_onceTheExpiryHasPassed() {
    CompiledMapping mapping = mapping("ttl: {attribute: gone, path: at, plus: 1d}\n");
    byte[] document = bytes(BsonDocument.parse("{_id: 1, at: {$date: \"2026-01-02T00:00:00Z\"}}"));
    ExpectedItem item = new ExpectedItems(mapping.spec()).of(document).items().get(0);
    Instant expiry = Instant.parse("2026-01-03T00:00:00Z");
    assertThat(item.mayHaveExpired(expiry)).isTrue();
    assertThat(item.mayHaveExpired(expiry.minusSeconds(1))).isFalse();
    assertThat(item.mayHaveExpired(expiry.plus(Duration.ofDays(6 * 365)))).isFalse();
  }
}
