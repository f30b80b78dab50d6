package dev.banyan.bench.publish.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * PutRecords on the wire, read and written as a stream: JSON 1.1 as the KPL speaks it, CBOR 1.1 as
 * the SDK does. Thread-safe.
 */
final class PutRecordsCodec {

  private static final JsonFactory JSON = new JsonFactory();
  private static final CBORFactory CBOR = new CBORFactory();
  private static final byte[] NO_DATA = {};

  private PutRecordsCodec() {}

  static JsonFactory factory(boolean cbor) {
    return cbor ? CBOR : JSON;
  }

  /** A JSON document in the client's protocol. */
  static byte[] copy(String json, boolean cbor) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(2 * json.length());
    try (JsonParser parser = JSON.createParser(json);
        JsonGenerator out = factory(cbor).createGenerator(body)) {
      parser.nextToken();
      out.copyCurrentStructure(parser);
    }
    return body.toByteArray();
  }

  static List<PutRecord> read(byte[] body, boolean cbor) throws IOException {
    List<PutRecord> records = new ArrayList<>();
    try (JsonParser parser = factory(cbor).createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean list = parser.currentName().equals("Records");
        parser.nextToken();
        if (list) {
          readAll(parser, records);
        } else {
          parser.skipChildren();
        }
      }
    }
    return records;
  }

  private static void readAll(JsonParser parser, List<PutRecord> records) throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      records.add(readOne(parser));
    }
  }

  private static PutRecord readOne(JsonParser parser) throws IOException {
    byte[] data = NO_DATA;
    int keyBytes = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("Data")) {
        data = parser.getBinaryValue();
      } else if (name.equals("PartitionKey")) {
        keyBytes = parser.getText().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return new PutRecord(data, data.length + keyBytes);
  }

  static byte[] write(boolean[] stored, boolean cbor) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 + 80 * stored.length);
    try (JsonGenerator out = factory(cbor).createGenerator(body)) {
      out.writeStartObject();
      out.writeNumberField("FailedRecordCount", failed(stored));
      out.writeArrayFieldStart("Records");
      for (boolean one : stored) {
        writeOne(out, one);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return body.toByteArray();
  }

  private static int failed(boolean[] stored) {
    int failed = 0;
    for (boolean one : stored) {
      failed += one ? 0 : 1;
    }
    return failed;
  }

  private static void writeOne(JsonGenerator out, boolean stored) throws IOException {
    out.writeStartObject();
    if (stored) {
      out.writeStringField("SequenceNumber", Long.toString(System.nanoTime()));
      out.writeStringField("ShardId", KinesisSink.SHARD);
    } else {
      out.writeStringField("ErrorCode", "ProvisionedThroughputExceededException");
      out.writeStringField("ErrorMessage", "Rate exceeded for shard " + KinesisSink.SHARD);
    }
    out.writeEndObject();
  }
}
