package dev.banyan.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * JSON straight into UTF-8 bytes, without the trees, streams and strings between. Confined to one
 * thread at a time; {@link #reset} makes it ready for the next document.
 *
 * <p>Source: RFC 8259; what Jackson's generator would write, byte for byte, for the nodes that a
 * mapping makes.
 */
final class JsonBytes {

  private static final int FIRST = 1_024;

  /** Jackson's own bound on nesting when it reads, {@code StreamReadConstraints}. */
  private static final int MAX_DEPTH = 1_000;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[FIRST];
  private int size;

  void reset() {
    size = 0;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  int capacity() {
    return bytes.length;
  }

  void raw(byte[] content) {
    ensure(content.length);
    System.arraycopy(content, 0, bytes, size, content.length);
    size += content.length;
  }

  void raw(char c) {
    ensure(1);
    bytes[size++] = (byte) c;
  }

  /** Decimal digits with leading zeros. */
  void digits(long value, int width) {
    ensure(width);
    long rest = value;
    for (int i = size + width - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += width;
  }

  /** A string with its quotes. */
  void string(String text) {
    int length = text.length();
    ensure(length + 2);
    bytes[size++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else {
        ensure(length - i + 7); // the longest escape, what follows it, the closing quote
        i += c < 0x80 ? escape(c) : encoded(text, i, c);
      }
    }
    bytes[size++] = '"';
  }

  private int escape(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      case '\b' -> bytes[size++] = 'b';
      case '\f' -> bytes[size++] = 'f';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xF];
      }
    }
    return 0;
  }

  /** Writes a character outside ASCII; answers how many further chars it took. */
  private int encoded(String text, int i, char c) {
    if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | c >> 6);
    } else if (Character.isSurrogate(c)) {
      return pair(text, i, c);
    } else {
      bytes[size++] = (byte) (0xE0 | c >> 12);
      bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
    }
    bytes[size++] = (byte) (0x80 | c & 0x3F);
    return 0;
  }

  private int pair(String text, int i, char high) {
    if (i + 1 == text.length() || !Character.isSurrogatePair(high, text.charAt(i + 1))) {
      throw new EnvelopeFormatException(
          "a text has half a surrogate pair at character " + i + ", which no UTF-8 can carry");
    }
    int point = Character.toCodePoint(high, text.charAt(i + 1));
    bytes[size++] = (byte) (0xF0 | point >> 18);
    bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
    bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
    bytes[size++] = (byte) (0x80 | point & 0x3F);
    return 1;
  }

  void node(JsonNode node) {
    node(node, 0);
  }

  private void node(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new EnvelopeFormatException("data is nested deeper than " + MAX_DEPTH + " levels");
    }
    switch (node.getNodeType()) {
      case STRING -> string(node.textValue());
      case OBJECT -> object(node, depth);
      case ARRAY -> array(node, depth);
      case NUMBER -> number(node);
      case BOOLEAN, NULL -> ascii(node.asText());
      case BINARY -> string(node.asText());
      default ->
          throw new EnvelopeFormatException(
              "data has a " + node.getNodeType() + " node, which JSON cannot carry");
    }
  }

  private void object(JsonNode node, int depth) {
    raw('{');
    String between = "";
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      ascii(between);
      between = ",";
      string(field.getKey());
      raw(':');
      node(field.getValue(), depth + 1);
    }
    raw('}');
  }

  private void array(JsonNode node, int depth) {
    raw('[');
    for (Iterator<JsonNode> items = node.elements(); items.hasNext(); ) {
      node(items.next(), depth + 1);
      if (items.hasNext()) {
        raw(',');
      }
    }
    raw(']');
  }

  private void number(JsonNode node) {
    if (node.isFloatingPointNumber() && !node.isBigDecimal() && !finite(node.doubleValue())) {
      throw new EnvelopeFormatException(
          "data has the number " + node.asText() + ", which JSON cannot carry");
    }
    ascii(node.toString());
  }

  private static boolean finite(double value) {
    return !Double.isNaN(value) && !Double.isInfinite(value);
  }

  private void ascii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }
}
