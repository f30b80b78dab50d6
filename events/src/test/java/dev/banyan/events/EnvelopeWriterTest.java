package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ours against the CloudEvents SDK, on envelopes by seed. */
final class EnvelopeWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final JsonFormat sdk = new JsonFormat();

  @Test
  void encode_isReadByTheSdkAsItsOwn() throws Exception {
    for (int seed = 0; seed < 2_000; seed++) {
      Event event = event(new Random(seed));
      byte[] ours = codec.encode(event);
      byte[] theirs = sdk.serialize(built(event));

      assertThat(JSON.readTree(ours)).as("seed %d", seed).isEqualTo(JSON.readTree(theirs));
      assertThat(sdk.deserialize(ours)).as("seed %d", seed).isEqualTo(sdk.deserialize(theirs));
      assertThat(codec.decode(ours).id()).as("seed %d", seed).isEqualTo(event.id());
    }
  }

  @Test
  void encode_leavesAnEmptySubjectOut() {
    Event event = withData("", JsonNodeFactory.instance.objectNode());

    assertThat(sdk.deserialize(codec.encode(event)).getSubject()).isNull();
    assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
  }

  @Test
  void encode_refusesWhatJsonCannotCarry() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();

    assertThatThrownBy(() -> codec.encode(withData("s", data.deepCopy().put("n", Double.NaN))))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> codec.encode(withData("s", data.deepCopy().put("t", "a\ud800b"))))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> codec.encode(withData("s", data.deepCopy().putPOJO("o", this))))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("POJO");
  }

  @Test
  void encode_refusesEndlessNesting() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ObjectNode at = data;
    for (int i = 0; i < 5_000; i++) {
      at = at.putObject("n");
    }
    assertThatThrownBy(() -> codec.encode(withData("s", data)))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void encode_refusesASourceThatIsNoUri() {
    Event odd =
        new Event(
            "1",
            "not a uri",
            "t",
            "s",
            Instant.EPOCH,
            "k",
            SourceVersion.LOWEST,
            Event.Trace.NONE,
            JsonNodeFactory.instance.objectNode());

    assertThatThrownBy(() -> codec.encode(odd)).isInstanceOf(EnvelopeFormatException.class);
  }

  private static Event withData(String subject, JsonNode data) {
    return new Event(
        "1",
        "legacy",
        "t",
        subject,
        Instant.EPOCH,
        "k",
        SourceVersion.LOWEST,
        Event.Trace.NONE,
        data);
  }

  private static Event event(Random random) {
    return new Event(
        "id" + text(random),
        random.nextBoolean() ? "legacy" : "/services/" + random.nextInt(9),
        "t" + text(random),
        "s" + text(random),
        Instant.ofEpochSecond(random.nextInt(2_000_000_000), nanos(random)),
        "k" + text(random),
        new SourceVersion(random.nextInt(2_000_000_000), random.nextInt(9), random.nextInt(9)),
        new Event.Trace(
            random.nextBoolean() ? null : "c" + text(random),
            random.nextBoolean() ? null : "00-0af7651916cd43dd8448eb211c80319c-1-01"),
        object(random, 0));
  }

  private static int nanos(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1_000) * 1_000_000;
      default -> random.nextInt(1_000_000_000);
    };
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (int i = random.nextInt(6); i > 0; i--) {
      node.set("f" + i + text(random), value(random, depth));
    }
    return node;
  }

  private static JsonNode value(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth < 4 ? 11 : 9)) {
      case 0 -> nodes.numberNode(random.nextInt());
      case 1 -> nodes.numberNode(random.nextLong());
      case 2 -> nodes.numberNode(random.nextGaussian() * 1e9);
      case 3 -> nodes.numberNode(new BigDecimal(new BigInteger(90, random), random.nextInt(20)));
      case 4 -> nodes.numberNode(new BigInteger(120, random));
      case 5 -> nodes.booleanNode(random.nextBoolean());
      case 6 -> nodes.nullNode();
      case 7 -> nodes.binaryNode(new byte[] {1, 2, (byte) random.nextInt()});
      case 8 -> nodes.textNode(text(random));
      case 9 -> nodes.arrayNode().add(value(random, depth + 1)).add(value(random, depth + 1));
      default -> object(random, depth + 1);
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x20 + random.nextInt(0x5F);
            case 2 -> 0x80 + random.nextInt(0x700);
            case 3 -> 0x10000 + random.nextInt(0x10000);
            default -> "\"\\/\u2028\uffff\u007f".charAt(random.nextInt(6));
          });
    }
    return text.toString();
  }

  /** What this module did before it wrote its own bytes. */
  private static CloudEvent built(Event event) {
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withSource(URI.create(event.source()))
            .withType(event.type())
            .withSubject(event.subject())
            .withTime(OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC))
            .withData("application/json", JsonCloudEventData.wrap(event.data()))
            .withExtension("partitionkey", event.partitionKey())
            .withExtension("sequence", event.version().toString())
            .withExtension("sourceversion", event.version().toString());
    if (event.trace().correlationId() != null) {
      builder = builder.withExtension("correlationid", event.trace().correlationId());
    }
    if (event.trace().traceparent() != null) {
      builder = builder.withExtension("traceparent", event.trace().traceparent());
    }
    return builder.build();
  }
}
