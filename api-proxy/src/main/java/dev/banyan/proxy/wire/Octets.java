package dev.banyan.proxy.wire;

import java.nio.charset.StandardCharsets;

/** Classes of bytes, as RFC 9110 (5.5, 5.6.2), RFC 9112 (3) and RFC 3986 define them. */
final class Octets {

  private static final String SPECIAL_IN_TOKENS = "!#$%&'*+-.^_`|~";
  private static final String SPECIAL_IN_HOSTS = "-._";

  /** A token's byte in lower case; 0 for one that no token holds. */
  private static final byte[] TOKEN = new byte[256];

  private static final boolean[] HOST = new boolean[256];

  static {
    for (int b = 0; b < 256; b++) {
      boolean letterOrDigit = b < 128 && Character.isLetterOrDigit(b);
      if (letterOrDigit || (b != 0 && SPECIAL_IN_TOKENS.indexOf(b) >= 0)) {
        TOKEN[b] = (byte) Character.toLowerCase(b);
      }
      HOST[b] = letterOrDigit || (b != 0 && SPECIAL_IN_HOSTS.indexOf(b) >= 0);
    }
  }

  private Octets() {}

  static byte token(byte b) {
    return TOKEN[b & 0xff];
  }

  static boolean isHost(byte b) {
    return HOST[b & 0xff];
  }

  /** Visible, space, tab, or above ASCII: what a field's value may hold. */
  static boolean isValue(byte b) {
    return b < 0 || (b >= ' ' && b != 127) || b == '\t';
  }

  /** The digit's value, or -1. */
  static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
