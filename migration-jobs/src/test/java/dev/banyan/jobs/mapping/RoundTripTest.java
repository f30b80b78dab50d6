package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ImageReader;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.image.RandomBson;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every document of every type comes back byte by byte. */
final class RoundTripTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final long DOCUMENTS = 6_000;
  private static final String ID = "507f1f77bcf86cd799439011";

  @Test
  void encode_comesBackByteByByte() {
    comesBack(0, DOCUMENTS);
  }

  @Test
  @Tag("soak")
  void encode_manyMoreComeBack() {
    comesBack(DOCUMENTS, 500_000);
  }

  private static void comesBack(long firstSeed, long seeds) {
    CompiledMapping mapping =
        MappingFile.parse(
                "m.yaml",
                "collection: c\ntable: t\npartition: {attribute: key, value: \"{_id}\"}\norder: keep\n")
            .mappings()
            .get(0);
    DocumentEncoder encoder = mapping.encoder();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      byte[] document = WithId.of(ID, new RandomBson(seed).document());
      assertRoundTrip(encoder, mapping, document, "seed " + seed);
    }
  }

  @Test
  void encode_hintsLoseNothing() {
    CompiledMapping mapping =
        MappingFile.parse(
                "m.yaml",
                """
                collection: c
                table: t
                partition: {attribute: key, value: "{_id}"}
                order: keep
                types: {a: int64, b: double, name: objectId, price: decimal, a\\.b: date,
                  $x: isoDate, ключ: uuid, a.*: bson, $ref: int64, b.*: double}
                """)
            .mappings()
            .get(0);
    DocumentEncoder encoder = mapping.encoder();
    for (long seed = 0; seed < DOCUMENTS / 2; seed++) {
      byte[] document = WithId.of(ID, new RandomBson(seed).document());
      assertRoundTrip(encoder, mapping, document, "seed " + seed);
    }
  }

  private static void assertRoundTrip(
      DocumentEncoder encoder, CompiledMapping mapping, byte[] document, String seed) {
    List<byte[]> items = new ArrayList<>();
    EncodeOutcome outcome =
        encoder.encode(
            document,
            0,
            document.length,
            FLOOR,
            item -> {
              items.add(
                  Arrays.copyOfRange(item.array(), item.offset(), item.offset() + item.length()));
              assertThat(item.size()).as(seed).isEqualTo(ItemSize.of(ItemJson.parse(items.get(0))));
            });
    assertThat(outcome).as(seed).isEqualTo(new Encoded(1));
    Map<String, AttributeValue> item = new LinkedHashMap<>(ItemJson.parse(items.get(0)));
    List.of("key", "v", "origin").forEach(item::remove);
    ItemSpec spec = mapping.spec().items().get(0);
    byte[] back = new ImageReader().document(item, FieldRules.tree(spec));
    if (!Arrays.equals(back, document)) {
      assertThat(back).as("%s: %s", seed, new String(items.get(0), UTF_8)).isEqualTo(document);
    }
  }

  @Test
  void encode_anyCorruptionIsRefusedOrIsAnotherDocument() {
    CompiledMapping mapping =
        MappingFile.parse("m.yaml", "collection: c\ntable: t\npartition: \"{_id}\"\n")
            .mappings()
            .get(0);
    DocumentEncoder encoder = mapping.encoder();
    for (long seed = 0; seed < 60; seed++) {
      byte[] document = WithId.of(ID, new RandomBson(seed).document());
      for (int cut = 0; cut < document.length; cut++) {
        assertThat(encoder.encode(document, 0, cut, FLOOR, item -> {}))
            .as("seed %s, %s of %s bytes", seed, cut, document.length)
            .isInstanceOf(EncodeOutcome.Unmappable.class);
      }
      Random random = new Random(seed);
      for (int i = 0; i < 200; i++) {
        byte[] broken = document.clone();
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        EncodeOutcome outcome =
            encoder.encode(
                broken,
                0,
                broken.length,
                FLOOR,
                item -> ItemJson.parse(item.array(), item.offset(), item.length()));
        assertThat(outcome).isNotNull(); // never throws, and what it writes is an item
      }
    }
  }
}
