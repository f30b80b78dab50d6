package dev.banyan.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents 1.0 in structured JSON mode, with the extensions {@code partitionkey},
 * {@code sequence}, {@code traceparent}, {@code correlationid}, {@code sourceversion} and, where
 * the data lies elsewhere, {@code dataref}.
 *
 * <p>Thread-safe. Source: CloudEvents specification 1.0.2, JSON event format, and its partitioning,
 * sequence, distributed-tracing and dataref extensions.
 */
public final class EnvelopeCodec {

  private static final String PARTITION_KEY = "partitionkey";
  private static final String SEQUENCE = "sequence";
  private static final String SOURCE_VERSION = "sourceversion";
  private static final String CORRELATION_ID = "correlationid";
  private static final String TRACEPARENT = "traceparent";

  private static final String DATAREF = "dataref";

  private final JsonFormat format = new JsonFormat();
  private final ObjectMapper json = new ObjectMapper();
  private final AtomicReference<@Nullable EnvelopeWriter> spare = new AtomicReference<>();
  private final DataReferences references;

  /** Refuses envelopes whose data lies elsewhere. */
  public EnvelopeCodec() {
    this(
        dataref -> {
          throw new EnvelopeFormatException(
              "the data lies at "
                  + dataref
                  + " and no claim check store is configured: give EnvelopeCodec one"
                  + " (S3ClaimChecks)");
        });
  }

  /** Looks data that lies elsewhere up there. */
  public EnvelopeCodec(DataReferences references) {
    this.references = references;
  }

  /**
   * The envelope's bytes, UTF-8 JSON.
   *
   * @throws EnvelopeFormatException if the event cannot be written: its data holds what JSON or
   *     UTF-8 cannot carry, or its source is no URI reference
   */
  public byte[] encode(Event event) {
    return written(writer -> writer.write(event, null));
  }

  /** An envelope without data, with the reference to it: the CloudEvents extension dataref. */
  public byte[] encodeReference(Event event, URI dataref) {
    return written(writer -> writer.write(event, dataref));
  }

  /** Only the data, UTF-8 JSON: what a reference names. */
  public byte[] encodeData(Event event) {
    return written(writer -> writer.data(event));
  }

  private byte[] written(Function<EnvelopeWriter, byte[]> use) {
    EnvelopeWriter kept = spare.getAndSet(null);
    EnvelopeWriter writer = kept == null ? new EnvelopeWriter() : kept;
    byte[] bytes = use.apply(writer);
    if (writer.worthKeeping()) {
      spare.set(writer);
    }
    return bytes;
  }

  /** The id of an envelope that {@link #encode} made. */
  public String idOf(byte[] envelope) {
    try {
      return json.readTree(envelope).path("id").asText();
    } catch (IOException e) {
      throw new EnvelopeFormatException("not an event envelope: " + e.getMessage(), e);
    }
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
    CloudEventData data = event.getData();
    if (data == null && event.getExtension(DATAREF) != null) {
      return tree(references.read(URI.create(extension(event, DATAREF))));
    }
    if (data instanceof JsonCloudEventData node) {
      return node.getNode();
    }
    return tree(required(data, "data").toBytes());
  }

  private JsonNode tree(byte[] bytes) {
    try {
      return json.readTree(bytes);
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
