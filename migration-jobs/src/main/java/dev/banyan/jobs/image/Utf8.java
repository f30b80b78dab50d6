package dev.banyan.jobs.image;

/**
 * What is valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (<a
 * href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, 4</a>).
 */
public final class Utf8 {

  private Utf8() {}

  /** Whether all of it is valid. */
  public static boolean valid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int width = bytes[at] >= 0 ? 1 : width(bytes, at, end);
      if (width == 0) {
        return false;
      }
      at += width;
    }
    return true;
  }

  /** Bytes of the character above ASCII that begins here; 0 if it is not a valid one. */
  static int width(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    if (first < 0xc2 || first > 0xf4 || at + 1 >= end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    if (first < 0xe0) {
      return continues(second) ? 2 : 0;
    }
    if (at + 2 >= end || !continues(bytes[at + 2] & 0xff)) {
      return 0;
    }
    if (first < 0xf0) {
      int lowest = first == 0xe0 ? 0xa0 : 0x80;
      int highest = first == 0xed ? 0x9f : 0xbf;
      return second >= lowest && second <= highest ? 3 : 0;
    }
    int lowest = first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xf4 ? 0x8f : 0xbf;
    boolean valid = second >= lowest && second <= highest;
    return valid && at + 3 < end && continues(bytes[at + 3] & 0xff) ? 4 : 0;
  }

  private static boolean continues(int next) {
    return (next & 0xc0) == 0x80;
  }
}
