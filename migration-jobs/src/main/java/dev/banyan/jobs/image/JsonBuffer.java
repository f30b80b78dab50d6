package dev.banyan.jobs.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON bytes that grow in one array, which is kept from use to use. Confined to one thread.
 *
 * <p>Text is copied eight bytes at a time as long as none of them needs a look: JSON takes UTF-8 as
 * it is, but for quotes, backslashes and control characters (<a
 * href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, 7</a>).
 */
public final class JsonBuffer {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  private byte[] bytes;
  private int position;

  public JsonBuffer(int capacity) {
    bytes = new byte[Math.max(64, capacity)];
  }

  /** The array as it is now; growing replaces it. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes are in it. */
  public int position() {
    return position;
  }

  /** Forgets everything from there on. */
  public void rewind(int to) {
    position = to;
  }

  /** A copy of what is in it from there on. */
  public byte[] copy(int from) {
    return Arrays.copyOfRange(bytes, from, position);
  }

  private void room(int more) {
    if (bytes.length - position < more) {
      long wanted = Math.max((long) position + more, 2L * bytes.length);
      if ((long) position + more > LARGEST) {
        throw new IllegalArgumentException("JSON above 2 GB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, LARGEST));
    }
  }

  /** Bytes that are JSON already. */
  public JsonBuffer raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  /** Bytes that are JSON already. */
  public JsonBuffer raw(byte[] json, int offset, int length) {
    room(length);
    System.arraycopy(json, offset, bytes, position, length);
    position += length;
    return this;
  }

  /** One ASCII character. */
  public JsonBuffer raw(char ascii) {
    room(1);
    bytes[position++] = (byte) ascii;
    return this;
  }

  /** ASCII text that needs no escape, such as digits. */
  public JsonBuffer ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[position++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Decimal digits, with a sign if it is negative; returns how many digits there are. */
  public int digits(long value) {
    room(20);
    if (value == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return 19;
    }
    long rest = Math.abs(value);
    if (value < 0) {
      bytes[position++] = '-';
    }
    int count = 1;
    for (long power = 10; count < 19 && rest >= power; power *= 10) {
      count++;
    }
    for (int at = position + count; at > position; rest /= 10) {
      bytes[--at] = (byte) ('0' + rest % 10);
    }
    position += count;
    return count;
  }

  /** Lower-case hexadecimal digits. */
  public JsonBuffer hex(byte[] from, int offset, int length) {
    room(2 * length);
    for (int i = offset; i < offset + length; i++) {
      bytes[position++] = HEX[(from[i] >> 4) & 15];
      bytes[position++] = HEX[from[i] & 15];
    }
    return this;
  }

  /** Base64 with padding, as DynamoDB JSON carries binary. */
  public JsonBuffer base64(byte[] from, int offset, int length) {
    room((int) Math.min(LARGEST, (length + 2L) / 3 * 4));
    int end = offset + length;
    int at = offset;
    for (; at + 2 < end; at += 3) {
      int three = (from[at] & 0xff) << 16 | (from[at + 1] & 0xff) << 8 | (from[at + 2] & 0xff);
      bytes[position++] = BASE64[three >> 18];
      bytes[position++] = BASE64[three >> 12 & 63];
      bytes[position++] = BASE64[three >> 6 & 63];
      bytes[position++] = BASE64[three & 63];
    }
    if (at < end) {
      int two = (from[at] & 0xff) << 8 | (at + 1 < end ? from[at + 1] & 0xff : 0);
      bytes[position++] = BASE64[two >> 10];
      bytes[position++] = BASE64[two >> 4 & 63];
      bytes[position++] = at + 1 < end ? BASE64[two << 2 & 63] : (byte) '=';
      bytes[position++] = '=';
    }
    return this;
  }

  /**
   * UTF-8 text, escaped, without quotes around it.
   *
   * @return false if it is not valid UTF-8; nothing is added then
   */
  public boolean text(byte[] from, int offset, int length) {
    room(length + 8);
    int start = position;
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int plain = plain(from, at, end);
      at += plain;
      if (at == end) {
        return true;
      }
      int next = from[at] & 0xff;
      if (next < 0x80) {
        escape(next, end - at);
        at++;
      } else {
        int width = Utf8.width(from, at, end);
        if (width == 0) {
          position = start;
          return false;
        }
        for (int i = 0; i < width; i++) {
          bytes[position++] = from[at++];
        }
      }
    }
    return true;
  }

  /** Copies what needs no look; how many bytes that were. There is room for all the rest. */
  private int plain(byte[] from, int start, int end) {
    byte[] to = bytes;
    int out = position;
    int at = start;
    for (; at + 8 <= end; at += 8) {
      long eight = (long) LONGS.get(from, at);
      LONGS.set(to, out, eight); // what is behind the position is overwritten later
      if (special(eight) != 0) {
        break;
      }
      out += 8;
    }
    for (; at < end; at++) {
      byte next = from[at];
      if (next < 0x20 || next == '"' || next == '\\') { // bytes above 0x7f are negative
        break;
      }
      to[out++] = next;
    }
    position = out;
    return at - start;
  }

  /** Not 0 if one of eight bytes is not ASCII, a control character, a quote or a backslash. */
  private static long special(long eight) {
    long quote = eight ^ (ONES * '"');
    long slash = eight ^ (ONES * '\\');
    return (eight | (eight - ONES * 0x20) | (quote - ONES) | (slash - ONES)) & HIGHS;
  }

  private void escape(int ascii, int rest) {
    room(6 + rest + 8);
    bytes[position++] = '\\';
    switch (ascii) {
      case '"', '\\' -> bytes[position++] = (byte) ascii;
      case '\n' -> bytes[position++] = 'n';
      case '\r' -> bytes[position++] = 'r';
      case '\t' -> bytes[position++] = 't';
      default -> {
        raw(U00, 0, U00.length);
        bytes[position++] = HEX[ascii >> 4];
        bytes[position++] = HEX[ascii & 15];
      }
    }
  }

  private static final byte[] U00 = "u00".getBytes(StandardCharsets.US_ASCII);
}
