package dev.banyan.localcloud.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How values are written on the wire. Binary is base64 in JSON and bytes in CBOR; a timestamp is
 * epoch seconds with a fraction in JSON, and tag 1 with epoch <em>milliseconds</em> in CBOR.
 */
public enum WireFormat {
  JSON_1_0("application/x-amz-json-1.0", mapper(new JsonMapper(), false), 1000),
  JSON_1_1("application/x-amz-json-1.1", mapper(new JsonMapper(), false), 1000),
  CBOR_1_1("application/x-amz-cbor-1.1", mapper(new CBORMapper(), true), 1);

  private final String contentType;
  private final ObjectMapper mapper;
  private final int millisPerUnit;

  WireFormat(String contentType, ObjectMapper mapper, int millisPerUnit) {
    this.contentType = contentType;
    this.mapper = mapper;
    this.millisPerUnit = millisPerUnit;
  }

  /** The format of a request; JSON 1.1 for an unknown content type. */
  static WireFormat of(@Nullable String contentType) {
    for (WireFormat format : values()) {
      if (contentType != null && contentType.startsWith(format.contentType)) {
        return format;
      }
    }
    return JSON_1_1;
  }

  String contentType() {
    return contentType;
  }

  JsonNode read(byte[] body) {
    try {
      JsonNode node = body.length == 0 ? MissingNode.getInstance() : mapper.readTree(body);
      return node.isMissingNode() ? mapper.createObjectNode() : node;
    } catch (IOException e) {
      throw AwsException.serialization("the body cannot be read as " + contentType);
    }
  }

  byte[] write(JsonNode body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write " + contentType, e);
    }
  }

  Instant instant(JsonNode number) {
    BigDecimal millis = number.decimalValue().multiply(BigDecimal.valueOf(millisPerUnit));
    return Instant.ofEpochMilli(millis.longValue());
  }

  private static ObjectMapper mapper(ObjectMapper mapper, boolean cbor) {
    return mapper.registerModule(
        new SimpleModule().addSerializer(cbor ? new CborTimestamp() : new JsonTimestamp()));
  }

  private static final class JsonTimestamp extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    JsonTimestamp() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(BigDecimal.valueOf(value.toEpochMilli(), 3));
    }
  }

  private static final class CborTimestamp extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;
    private static final int EPOCH_TAG = 1;

    CborTimestamp() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (out instanceof CBORGenerator cbor) {
        cbor.writeTag(EPOCH_TAG);
      }
      out.writeNumber(value.toEpochMilli());
    }
  }
}
