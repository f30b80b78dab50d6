package dev.banyan.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The header {@code traceparent}: passed on if it is well-formed, otherwise replaced by a new one.
 *
 * <p>Source: https://www.w3.org/TR/trace-context/#traceparent-header
 */
final class TraceParent {

  private static final int LENGTH = 55;
  private static final int ID = 32;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private TraceParent() {}

  /** Whether there is one, and it is well-formed. */
  static boolean isValid(List<String> given) {
    return given.size() == 1 && isValid(given.get(0));
  }

  static boolean isValid(String given) {
    if (given.length() < LENGTH || dashesAreMissing(given) || given.startsWith("ff")) {
      return false;
    }
    boolean first = given.startsWith("00");
    boolean ends = given.length() == LENGTH || (!first && given.charAt(LENGTH) == '-');
    return ends
        && isHex(given, 0, 2)
        && isId(given, 3, 35)
        && isId(given, 36, 52)
        && isHex(given, 53, 55);
  }

  private static boolean dashesAreMissing(String given) {
    return given.charAt(2) != '-' || given.charAt(35) != '-' || given.charAt(52) != '-';
  }

  /** Lower-case hexadecimal, and not all zero. */
  private static boolean isId(String text, int from, int to) {
    boolean zero = true;
    for (int i = from; i < to; i++) {
      zero &= text.charAt(i) == '0';
    }
    return !zero && isHex(text, from, to);
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** A new one, sampled, of a trace. */
  static String make(String trace) {
    byte[] text = new byte[LENGTH];
    text[0] = '0';
    text[1] = '0';
    text[2] = '-';
    System.arraycopy(trace.getBytes(StandardCharsets.ISO_8859_1), 0, text, 3, ID);
    text[35] = '-';
    digits(ThreadLocalRandom.current().nextLong() | 1, text, 36);
    text[52] = '-';
    text[53] = '0';
    text[54] = '1';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** 32 random hexadecimal digits, not all zero. */
  static String id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] text = new byte[ID];
    digits(random.nextLong(), text, 0);
    digits(random.nextLong() | 1, text, 16);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(long number, byte[] text, int from) {
    for (int i = 0; i < 16; i++) {
      text[from + i] = DIGITS[(int) (number >>> (60 - 4 * i)) & 0xf];
    }
  }
}
