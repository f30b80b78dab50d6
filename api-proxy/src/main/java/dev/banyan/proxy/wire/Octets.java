package dev.banyan.proxy.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Classes of bytes, as RFC 9110 (5.5, 5.6.2), RFC 9112 (3) and RFC 3986 define them. */
final class Octets {

  private static final String SPECIAL_IN_TOKENS = "!#$%&'*+-.^_`|~";
  private static final String SPECIAL_IN_HOSTS = "-._";

  /** A token's byte in lower case; 0 for one that no token holds. */
  private static final byte[] TOKEN = new byte[256];

  /** Eight bytes at a time. */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;
  private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;

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

  /** The index of the first byte that is no token's, {@code to} if none is. */
  static int endOfToken(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && TOKEN[bytes[at] & 0xff] != 0) {
      at++;
    }
    return at;
  }

  /** The index of the first byte that is no {@link #isValue value's}, {@code to} if none is. */
  static int endOfText(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to && isText((long) EIGHT.get(bytes, at))) {
      at += Long.BYTES;
    }
    while (at < to && isValue(bytes[at])) {
      at++;
    }
    return at;
  }

  /**
   * Whether none of eight bytes is below a space or DEL.
   *
   * <p>Source: H. S. Warren, "Hacker's Delight", 6-1, for finding a zero byte in a word.
   */
  private static boolean isText(long eight) {
    long noDelete = eight ^ DELETES;
    long below = (eight - SPACES) & ~eight;
    long deletes = (noDelete - ONES) & ~noDelete;
    return ((below | deletes) & HIGH_BITS) == 0;
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
