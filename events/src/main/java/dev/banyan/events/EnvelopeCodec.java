package dev.banyan.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents 1.0 in structured JSON mode, with the extensions {@code partitionkey},
 * {@code sequence}, {@code traceparent}, {@code correlationid} and {@code sourceversion}.
 *
 * <p>Thread-safe. Source: CloudEvents specification 1.0.2, JSON event format, and its partitioning,
 * sequence and distributed-tracing extensions.
 */
public final class EnvelopeCodec {

  private static final String PARTITION_KEY = "partitionkey";
  private static final String SEQUENCE = "sequence";
  private static final String SOURCE_VERSION = "sourceversion";
  private static final String CORRELATION_ID = "correlationid";
  private static final String TRACEPARENT = "traceparent";

  private final JsonFormat format = new JsonFormat();
  private final ObjectMapper json = new ObjectMapper();

  /** The envelope's bytes, UTF-8 JSON. */
  public byte[] encode(Event event) {
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withSource(URI.create(event.source()))
            .withType(event.type())
            .withSubject(event.subject())
            .withTime(OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC))
            .withData("application/json", JsonCloudEventData.wrap(event.data()))
            .withExtension(PARTITION_KEY, event.partitionKey())
            .withExtension(SEQUENCE, event.version().toString())
            .withExtension(SOURCE_VERSION, event.version().toString());
    if (event.trace().correlationId() != null) {
      builder = builder.withExtension(CORRELATION_ID, event.trace().correlationId());
    }
    if (event.trace().traceparent() != null) {
      builder = builder.withExtension(TRACEPARENT, event.trace().traceparent());
    }
    return format.serialize(builder.build());
  }

  /**
   * Reads an envelope.
   *
   * @throws EnvelopeFormatException if the bytes are no CloudEvent or an attribute is missing
   */
  public Event decode(byte[] bytes) {
    try {
      CloudEvent event = format.deserialize(bytes);
      return new Event(
          event.getId(),
          event.getSource().toString(),
          event.getType(),
          orEmpty(event.getSubject()),
          required(event.getTime(), "time").toInstant(),
          extension(event, PARTITION_KEY),
          SourceVersion.parse(extension(event, SOURCE_VERSION)),
          new Event.Trace(optional(event, CORRELATION_ID), optional(event, TRACEPARENT)),
          data(event));
    } catch (EventDeserializationException | CloudEventRWException | IllegalArgumentException e) {
      throw new EnvelopeFormatException("not an event envelope: " + e.getMessage(), e);
    }
  }

  private JsonNode data(CloudEvent event) {
    CloudEventData data = required(event.getData(), "data");
    if (data instanceof JsonCloudEventData node) {
      return node.getNode();
    }
    try {
      return json.readTree(data.toBytes());
    } catch (JsonProcessingException e) {
      throw new EnvelopeFormatException("data is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new EnvelopeFormatException("data is not readable: " + e.getMessage(), e);
    }
  }

  private static String extension(CloudEvent event, String name) {
    return required(optional(event, name), name);
  }

  private static @Nullable String optional(CloudEvent event, String name) {
    Object value = event.getExtension(name);
    return value == null ? null : value.toString();
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new EnvelopeFormatException("the envelope has no " + name);
    }
    return value;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
