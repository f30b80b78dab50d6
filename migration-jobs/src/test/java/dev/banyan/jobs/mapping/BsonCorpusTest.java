package dev.banyan.jobs.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ImageReader;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The corpus of the BSON specification, where {@code -Dbanyan.bson-corpus=DIR} names its JSON
 * files: https://github.com/mongodb/specifications/tree/master/source/bson-corpus/tests
 */
final class BsonCorpusTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final String ID = "507f1f77bcf86cd799439011";

  private final CompiledMapping mapping =
      MappingFile.parse(
              "m.yaml",
              "collection: c\ntable: t\npartition: {attribute: key, value: \"{_id:any}\"}\norder: keep\n")
          .mappings()
          .get(0);

  @Test
  void valid_comesBackByteByByte() throws IOException {
    List<String> seen = new ArrayList<>();
    each(
        "valid",
        (name, node) -> {
          assertComesBack(
              name, withId(HexFormat.of().parseHex(node.get("canonical_bson").asText())));
          if (node.has("degenerate_bson")) {
            assertComesBackOrIsRefused(
                name, HexFormat.of().parseHex(node.get("degenerate_bson").asText()));
          }
          seen.add(name);
        });
    assertThat(seen).hasSizeGreaterThan(600);
  }

  /** Text that is no UTF-8 is kept as bytes; everything else is refused. */
  @Test
  void decodeErrors_areRefusedOrComeBackByteByByte() throws IOException {
    List<String> taken = new ArrayList<>();
    each(
        "decodeErrors",
        (name, node) -> {
          byte[] broken = HexFormat.of().parseHex(node.get("bson").asText());
          assertThat(encode(broken, new ArrayList<>())).as(name).isInstanceOf(Unmappable.class);
          if (lengthIsRight(broken) && assertComesBackOrIsRefused(name, broken)) {
            taken.add(name);
          }
        });
    assertThat(taken).allMatch(name -> name.toUpperCase(Locale.ROOT).contains("UTF-8"));
  }

  private static boolean lengthIsRight(byte[] document) {
    return document.length >= 5
        && ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).getInt() == document.length;
  }

  private EncodeOutcome encode(byte[] document, List<Map<String, AttributeValue>> items) {
    return mapping
        .encoder()
        .encode(
            document,
            0,
            document.length,
            FLOOR,
            item -> items.add(ItemJson.parse(item.array(), item.offset(), item.length())));
  }

  /** What no encoder writes may be refused; if it is taken, nothing of it changes. */
  private boolean assertComesBackOrIsRefused(String name, byte[] hex) {
    byte[] document = withId(hex);
    if (encode(document, new ArrayList<>()) instanceof Encoded) {
      assertComesBack(name, document);
      return true;
    }
    return false;
  }

  private void assertComesBack(String name, byte[] document) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    assertThat(encode(document, items)).as(name).isEqualTo(new Encoded(1));
    Map<String, AttributeValue> item = new LinkedHashMap<>(items.get(0));
    List.of("key", "v", "origin").forEach(item::remove);
    byte[] back = new ImageReader().document(item, FieldRules.tree(mapping.spec().items().get(0)));
    assertThat(back).as("%s: %s", name, items).isEqualTo(document);
  }

  private static byte[] withId(byte[] document) {
    return startsWithId(document) ? document : WithId.of(ID, document);
  }

  private static boolean startsWithId(byte[] document) {
    return document.length > 9
        && "_id\0".equals(new String(document, 5, 4, StandardCharsets.US_ASCII));
  }

  private static void each(String kind, BiConsumer<String, JsonNode> check) throws IOException {
    String folder = System.getProperty("banyan.bson-corpus");
    assumeTrue(folder != null, "-Dbanyan.bson-corpus=DIR names the BSON specification's corpus");
    ObjectMapper json = new ObjectMapper();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.json")) {
      for (Path file : files) {
        for (JsonNode node : json.readTree(file.toFile()).path(kind)) {
          check.accept(file.getFileName() + ": " + node.path("description").asText(), node);
        }
      }
    }
  }
}
