package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published types only grow: the schemas against those recorded when consumers were written. */
final class SchemaCompatibilityTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "envelope",
        "follow.put",
        "follow.deleted",
        "post.put",
        "post.deleted",
        "user.put",
        "banyan.heartbeat",
        "banyan.barrier"
      })
  void schema_keepsWhatWasPublished(String type) throws IOException {
    assertThat(breaks(read("golden", type), read("schema", type))).isEmpty();
  }

  @Test
  void breaks_namesRemovedAndChangedFields() throws IOException {
    JsonNode golden = read("golden", "post.put");
    ObjectNode changed = golden.deepCopy();
    ((ObjectNode) changed.path("properties")).remove("text");
    ((ObjectNode) changed.path("properties").path("author")).put("type", "integer");
    changed.putArray("required").add("id");

    assertThat(breaks(golden, changed))
        .containsExactlyInAnyOrder(
            "text is gone", "author was string, is integer",
            "author is not always there any more", "text is not always there any more");
  }

  /** What a consumer of the older schema would stumble over. */
  private static List<String> breaks(JsonNode older, JsonNode newer) {
    List<String> breaks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : older.path("properties").properties()) {
      JsonNode now = newer.path("properties").path(field.getKey());
      String was = field.getValue().path("type").asText();
      if (now.isMissingNode()) {
        breaks.add(field.getKey() + " is gone");
      } else if (!now.path("type").asText().equals(was)) {
        breaks.add(field.getKey() + " was " + was + ", is " + now.path("type").asText());
      }
    }
    List<String> required = new ArrayList<>();
    newer.path("required").forEach(name -> required.add(name.asText()));
    for (JsonNode name : older.path("required")) {
      if (!required.contains(name.asText())) {
        breaks.add(name.asText() + " is not always there any more");
      }
    }
    return breaks;
  }

  @Test
  void envelopeSchema_isWhatIsWritten() throws IOException {
    Event event =
        new Event(
            "1",
            "legacy",
            "post.put",
            "p",
            Instant.EPOCH,
            "p",
            SourceVersion.LOWEST,
            new Event.Trace("c", "00-0af7651916cd43dd8448eb211c80319c-1-01"),
            JsonNodeFactory.instance.objectNode());
    EnvelopeCodec codec = new EnvelopeCodec();
    ObjectNode written = (ObjectNode) JSON.readTree(codec.encode(event));
    written.setAll(
        (ObjectNode) JSON.readTree(codec.encodeReference(event, URI.create("s3://a/b"))));
    JsonNode schema = read("schema", "envelope");

    List<String> names = new ArrayList<>();
    written.fieldNames().forEachRemaining(names::add);
    List<String> described = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(described::add);
    assertThat(names).containsExactlyInAnyOrderElementsOf(described);
  }

  private static JsonNode read(String folder, String type) throws IOException {
    String path = "/dev/banyan/events/" + folder + "/" + type + ".json";
    try (InputStream in = SchemaCompatibilityTest.class.getResourceAsStream(path)) {
      return JSON.readTree(Objects.requireNonNull(in, path));
    }
  }
}
