package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.localcloud.wire.AwsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The MD5 sums that SQS answers and SDK clients check. */
final class Digests {

  private static final byte STRING = 1;
  private static final byte BINARY = 2;

  private Digests() {}

  static String ofBody(String body) {
    return HexFormat.of().formatHex(md5().digest(body.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Of message attributes: each by name with its type and value, all with their lengths (SQS
   * developer guide, "Calculating the MD5 message digest for message attributes").
   */
  static String ofAttributes(JsonNode attributes) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    attributes.fields().forEachRemaining(each -> sorted.put(each.getKey(), each.getValue()));
    MessageDigest md5 = md5();
    sorted.forEach(
        (name, value) -> {
          update(md5, name.getBytes(StandardCharsets.UTF_8));
          update(md5, value.path("DataType").asText().getBytes(StandardCharsets.UTF_8));
          updateValue(md5, value);
        });
    return HexFormat.of().formatHex(md5.digest());
  }

  private static void updateValue(MessageDigest md5, JsonNode value) {
    try {
      if (value.hasNonNull("BinaryValue")) {
        md5.update(BINARY);
        update(md5, value.get("BinaryValue").binaryValue());
      } else {
        md5.update(STRING);
        update(md5, value.path("StringValue").asText().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw AwsException.serialization("'BinaryValue' must be base64");
    }
  }

  private static void update(MessageDigest md5, byte[] bytes) {
    md5.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    md5.update(bytes);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
