package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class EnvelopeCodecTest {

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final ObjectMapper json = new ObjectMapper();

  private Event event(Event.Trace trace) {
    return new Event(
        "legacy-1",
        "legacy",
        "follow.put",
        "a:b",
        Instant.parse("2026-11-21T10:00:00.123Z"),
        "a",
        new SourceVersion(1_795_226_135L, 1, 0),
        trace,
        json.createObjectNode().put("follower", "a").put("followee", "b\u00e9"));
  }

  @Test
  void decode_restoresWhatWasEncoded() {
    Event event = event(new Event.Trace("corr-1", "00-0af7651916cd43dd8448eb211c80319c-1-01"));

    assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
  }

  @Test
  void decode_leavesAnUnknownTraceOut() {
    assertThat(codec.decode(codec.encode(event(Event.Trace.NONE))).trace())
        .isEqualTo(Event.Trace.NONE);
  }

  @Test
  void encode_isCloudEventsStructuredJson() throws Exception {
    JsonNode node = json.readTree(codec.encode(event(Event.Trace.NONE)));

    assertThat(node.path("specversion").asText()).isEqualTo("1.0");
    assertThat(node.path("partitionkey").asText()).isEqualTo("a");
    assertThat(node.path("sourceversion").asText()).isEqualTo("1795226135.0000000001.00000");
    assertThat(node.path("data").path("followee").asText()).isEqualTo("b\u00e9");
  }

  @Test
  void decode_saysWhatIsMissing() {
    byte[] bytes =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"x\",\"type\":\"t\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("time");
  }

  @Test
  void decode_refusesWhatIsNoJson() {
    assertThatThrownBy(() -> codec.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(EnvelopeFormatException.class);
  }
}
