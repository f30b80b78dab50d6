package dev.banyan.proxy.wire;

/**
 * What {@code Content-Length} and {@code Transfer-Encoding} of one message say (RFC 9112, 6). Each
 * at most once, never both: proxies and servers that took one of two for the right one are how
 * requests were smuggled.
 */
final class Framing {

  static final byte[] CONTENT_LENGTH = Octets.ascii("content-length");
  static final byte[] TRANSFER_ENCODING = Octets.ascii("transfer-encoding");
  static final long NONE = -1;

  /** Servers of the CGI family read {@code Content_Length} as the length (CVE-2024-45614). */
  static final String UNDERSCORE = "a length's name has an underscore for its hyphen";

  private static final byte[] CHUNKED = Octets.ascii("chunked");

  /** A long has 19 digits; the nineteenth might overflow. */
  private static final int MOST_DIGITS = 18;

  private long length = NONE;
  private boolean chunked;

  void reset() {
    length = NONE;
    chunked = false;
  }

  /** The declared length, or {@link #NONE}. */
  long length() {
    return length;
  }

  boolean isChunked() {
    return chunked;
  }

  /** Takes the field if it is one of the two; the reason if it may not stand there. */
  boolean take(FieldScanner scanner) {
    if (scanner.name.is(CONTENT_LENGTH)) {
      return takeLength(scanner);
    }
    if (scanner.name.is(TRANSFER_ENCODING)) {
      return takeCoding(scanner);
    }
    return true;
  }

  private boolean takeLength(FieldScanner scanner) {
    if (length != NONE) {
      return scanner.refuse("Content-Length stands there twice");
    }
    Text value = scanner.value;
    if (value.length() == 0 || value.length() > MOST_DIGITS) {
      return scanner.refuse("Content-Length is empty or too large");
    }
    long sum = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return scanner.refuse("Content-Length is not a number of digits");
      }
      sum = sum * 10 + digit;
    }
    length = sum;
    return !chunked || both(scanner);
  }

  private boolean takeCoding(FieldScanner scanner) {
    if (chunked) {
      return scanner.refuse("Transfer-Encoding stands there twice");
    }
    if (!scanner.value.isLike(CHUNKED)) {
      return scanner.refuse("Transfer-Encoding is something else than chunked");
    }
    chunked = true;
    return length == NONE || both(scanner);
  }

  private static boolean both(FieldScanner scanner) {
    return scanner.refuse("Content-Length and Transfer-Encoding exclude each other");
  }
}
