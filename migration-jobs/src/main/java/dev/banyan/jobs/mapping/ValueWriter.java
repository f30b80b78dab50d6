package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The SDK's values as DynamoDB JSON. Each method returns bytes as DynamoDB counts them: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">item
 * sizes</a>.
 */
final class ValueWriter {

  private final JsonBuffer out;

  ValueWriter(JsonBuffer out) {
    this.out = out;
  }

  /** Escaped, without quotes. */
  int text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    out.text(utf8, 0, utf8.length);
    return utf8.length;
  }

  int write(AttributeValue value) {
    AttributeValue.Type type = value.type();
    out.ascii(type == AttributeValue.Type.NUL ? "{\"NULL\":" : "{\"" + type + "\":");
    int size =
        switch (type) {
          case S -> quoted(value.s());
          case N -> number(value.n());
          case B -> binary(value.b());
          case BOOL -> plain(value.bool());
          case NUL -> plain(value.nul());
          case M -> map(value.m());
          case L -> 3 + all(value.l(), nested -> 1 + write(nested));
          case SS -> all(value.ss(), this::quoted);
          case NS -> all(value.ns(), this::number);
          case BS -> all(value.bs(), this::binary);
          default -> throw new IllegalArgumentException("an attribute value of no type");
        };
    out.raw('}');
    return size;
  }

  private int quoted(String text) {
    out.raw('"');
    int size = text(text);
    out.raw('"');
    return size;
  }

  private int number(String digits) {
    quoted(digits);
    return ImageWriter.numberSize(digits.toUpperCase(Locale.ROOT).getBytes(UTF_8));
  }

  private int binary(SdkBytes bytes) {
    byte[] array = bytes.asByteArray();
    out.raw('"').base64(array, 0, array.length).raw('"');
    return array.length;
  }

  private int plain(boolean value) {
    out.ascii(Boolean.toString(value));
    return 1;
  }

  private int map(Map<String, AttributeValue> entries) {
    out.raw('{');
    int size = 3;
    boolean first = true;
    for (Map.Entry<String, AttributeValue> entry : entries.entrySet()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      size += 1 + quoted(entry.getKey());
      out.raw(':');
      size += write(entry.getValue());
    }
    out.raw('}');
    return size;
  }

  private <V> int all(List<V> members, ToIntFunction<V> write) {
    out.raw('[');
    int size = 0;
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      size += write.applyAsInt(members.get(i));
    }
    out.raw(']');
    return size;
  }
}
