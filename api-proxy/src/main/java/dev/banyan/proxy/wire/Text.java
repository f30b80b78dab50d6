package dev.banyan.proxy.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Bytes that are kept while they pass; used again for the next message. */
final class Text {

  private byte[] bytes;
  private int length;

  Text(int usual) {
    bytes = new byte[usual];
  }

  /** The bytes of a text in ASCII; what is none becomes NUL, which stands nowhere. */
  static Text of(String text) {
    Text made = new Text(Math.max(1, text.length()));
    for (int i = 0; i < text.length(); i++) {
      made.add(text.charAt(i) > 126 ? 0 : (byte) text.charAt(i));
    }
    return made;
  }

  void clear() {
    length = 0;
  }

  void add(byte b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = b;
  }

  void add(byte[] from, int start, int end) {
    int more = end - start;
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * length));
    }
    System.arraycopy(from, start, bytes, length, more);
    length += more;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** Drops blanks at the end. */
  void trim() {
    while (length > 0 && Octets.isBlank(bytes[length - 1])) {
      length--;
    }
  }

  boolean is(byte[] other) {
    return length == other.length && Arrays.equals(bytes, 0, length, other, 0, length);
  }

  /** The same but for upper and lower case. */
  boolean isLike(byte[] lower) {
    if (length != lower.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (Octets.token(bytes[i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  String lower() {
    return toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
