package dev.banyan.jobs.verify.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.RandomBson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoder and the expectation, which share no code, agree about every document. */
final class ExpectedItemsTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final Instant LATEST = Instant.parse("2030-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partition: {attribute: key, value: \"{_id}\"}\norder: keep\n",
        "partition: \"{_id}\"\n",
        "partition: \"{_id:any}\"\nsort: \"{a:any}\"\n",
        "partition: {attribute: x, value: \"X#{name:any}\"}\n",
        """
        partition: {attribute: a, value: "{_id}"}
        sort: {attribute: b, value: "X#{_id}"}
        types: {name: text, price: number, a\\.b: seconds, $x: bson, a.*: number, b.*: text}
        """,
        """
        partition: {attribute: pk, value: "A{_id}"}
        order: keep
        types: {a: int64, b: double, name: objectId, price: decimal, a\\.b: date,
          $x: isoDate, ключ: uuid, a.*: bson, $ref: int64, b.*: double}
        exclude: [a.b, $ref]
        rename: {a: alpha, b.a: b.z, name: deep.name, price: v2}
        set: {copy: {path: a}, kind: thing, nested.deep: {path: b, as: text}, text: "T{_id}"}
        """,
        """
        partition: "{_id}"
        only: [a, name, b]
        types: {a: stringSet, name: numberSet, b: binarySet}
        tooDeep: refuse
        """,
        """
        partition: "{_id}"
        filter: {any: [{a: {exists: true}}, {b: {gte: 0}}, {name: {type: string}}], not: {a: null}}
        indexes: [{name: i, partition: name}]
        """,
        """
        partition: "{_id}"
        sort: {attribute: n, type: N, value: "{#:int32}"}
        each: {path: list, as: e}
        set: {whole: {path: e}, part: {path: e.a}}
        """
      })
  void of_agreesWithTheEncoder(String rules) throws IOException {
    CompiledMapping mapping =
        MappingFile.parse("m.yaml", "collection: c\ntable: t\n" + rules).mappings().get(0);
    DocumentEncoder encoder = mapping.encoder();
    ExpectedItems expected = new ExpectedItems(mapping.spec());
    int written = 0;
    for (long seed = 0; seed < 6_000; seed++) {
      byte[] document = document(seed);
      List<Map<String, Found>> items = new ArrayList<>();
      List<byte[]> jsons = new ArrayList<>();
      EncodeOutcome outcome =
          encoder.encode(
              document,
              0,
              document.length,
              FLOOR,
              item ->
                  jsons.add(
                      Arrays.copyOfRange(
                          item.array(), item.offset(), item.offset() + item.length())));
      for (byte[] json : jsons) {
        items.add(FoundItems.parse(json));
      }
      Expectation expectation = expected.of(document);
      String what = "seed %s, %s, refused: %s".formatted(seed, outcome, expectation.refusal());
      assertThat(expectation.items()).as(what).hasSameSizeAs(items);
      for (int i = 0; i < items.size(); i++) {
        ExpectedItem item = expectation.items().get(i);
        assertThat(ItemDiff.between(item, items.get(i), LATEST)).as(what).isEmpty();
        assertThat(ItemKey.of(item.table(), items.get(i))).as(what).contains(item.key());
        written++;
      }
    }
    assertThat(written).as("documents that became items").isGreaterThan(300);
  }

  /** A random document with an id and a list before its fields. */
  private static byte[] document(long seed) {
    byte[] random = new RandomBson(seed).document();
    byte[] head =
        bytes(RawBsonDocument.parse("{_id: '%s', list: [1, {a: 2}, 'x']}".formatted(seed)));
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(head, 0, head.length - 1);
    joined.write(random, 4, random.length - 4);
    byte[] both = joined.toByteArray();
    for (int i = 0; i < 4; i++) {
      both[i] = (byte) (both.length >>> (8 * i));
    }
    return both;
  }

  private static byte[] bytes(RawBsonDocument document) {
    byte[] bytes = new byte[document.getByteBuffer().remaining()];
    document.getByteBuffer().get(bytes);
    return bytes;
  }
}
