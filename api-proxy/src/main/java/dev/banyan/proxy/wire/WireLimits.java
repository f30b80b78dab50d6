package dev.banyan.proxy.wire;

import java.time.Duration;

/**
 * Bounds of one connection.
 *
 * @param line longest start line, in bytes; a longer one is answered 414
 * @param fields longest header section, in bytes; a longer one is answered 431
 * @param count most header fields; more are answered 431
 * @param head how long a head may take, from the connection or from its own first byte
 * @param bodyRate slowest body, in bytes a second over ten seconds in which it was read
 * @param pathEscapes whether {@code %2F} and {@code %5C} may stand in a path
 */
public record WireLimits(
    int line, int fields, int count, Duration head, int bodyRate, boolean pathEscapes) {

  public WireLimits {
    if (line < 64 || fields < 64 || count < 1) {
      throw new IllegalArgumentException(
          "limits.request-line and limits.headers must be 64 bytes or more and limits.fields 1 or"
              + " more, were %d, %d, %d".formatted(line, fields, count));
    }
    if (head.isNegative() || head.isZero() || bodyRate < 0) {
      throw new IllegalArgumentException(
          "limits.head must be positive and limits.body-rate not negative, were %s, %d"
              .formatted(head, bodyRate));
    }
  }
}
