package dev.banyan.proxy;

import dev.banyan.proxy.wire.WireLimits;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * What a client may send, and how slowly.
 *
 * @param requestLine longest request line
 * @param headers longest header section
 * @param fields most header fields
 * @param body longest body
 * @param head how long a request's head may take, and a new connection's first one
 * @param bodyRate slowest body, a second; 0 for any
 * @param connections most connections at a time, if the heap has room for them; more are closed at
 *     once
 * @param idle how long a connection may be silent
 * @param notice how long a stop goes on taking requests after it has said that it stops
 * @param drain how long a stop waits for requests under way
 */
public record LimitsConfig(
    DataSize requestLine,
    DataSize headers,
    int fields,
    DataSize body,
    Duration head,
    DataSize bodyRate,
    int connections,
    Duration idle,
    Duration notice,
    Duration drain) {

  /** Longest request line and header section: they are kept in memory, one for each connection. */
  private static final DataSize LONGEST_HEAD = DataSize.ofMegabytes(1);

  /** A side's answer may have a longer head than a request: it is trusted more. */
  private static final int ANSWER_HEAD = 64 * 1024;

  private static final int ANSWER_FIELDS = 500;

  /** Connections may have a quarter of the heap. */
  private static final int HEAP_SHARE = 4;

  /** What one keeps for as long as it is open, in bytes. */
  private static final int CONNECTION = 10 * 1024;

  /** 16 KB, and half of the longest message that a client may leave unfinished. */
  private static final int TLS_CONNECTION = 24 * 1024;

  /**
   * 8 KB, 16 KB, 100, 10 MB (what API Gateway takes), 10 s, 240 bytes a second (what Apache's
   * reqtimeout asks for is 500), 10,000 connections, 75 s, 1 s, 10 s.
   */
  public static final LimitsConfig DEFAULT =
      new LimitsConfig(
          DataSize.ofKilobytes(8),
          DataSize.ofKilobytes(16),
          100,
          DataSize.ofMegabytes(10),
          Duration.ofSeconds(10),
          DataSize.ofBytes(240),
          10_000,
          Duration.ofSeconds(75),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  public LimitsConfig {
    if (isNoHead(requestLine) || isNoHead(headers)) {
      throw new IllegalArgumentException(
          "limits.request-line and limits.headers must be 1B to %s, were %s and %s"
              .formatted(LONGEST_HEAD, requestLine, headers));
    }
    if (fields < 1 || connections < 1) {
      throw new IllegalArgumentException(
          "limits.fields and limits.connections must be 1 or more, were %d and %d"
              .formatted(fields, connections));
    }
    if (body.isNegative() || bodyRate.isNegative() || bodyRate.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "limits.body and limits.body-rate must not be negative, nor the rate 2GB or more, were %s and %s"
              .formatted(body, bodyRate));
    }
    if (isNone(head) || isNone(idle)) {
      throw new IllegalArgumentException(
          "limits.head and limits.idle must be positive, were %s and %s".formatted(head, idle));
    }
    if (notice.isNegative() || drain.isNegative()) {
      throw new IllegalArgumentException(
          "limits.notice and limits.drain must not be negative, were %s and %s"
              .formatted(notice, drain));
    }
  }

  private static boolean isNoHead(DataSize size) {
    return size.toBytes() < 1 || size.compareTo(LONGEST_HEAD) > 0;
  }

  private static boolean isNone(Duration time) {
    return time.isNegative() || time.isZero();
  }

  /**
   * Most connections at a time for which there is room.
   *
   * @param heap in bytes
   */
  int connectionsWithin(long heap, boolean tls) {
    return (int) Math.min(connections, heap / HEAP_SHARE / (tls ? TLS_CONNECTION : CONNECTION));
  }

  /** Of a client's connection. */
  WireLimits wire(boolean pathEscapes) {
    return new WireLimits(
        (int) requestLine.toBytes(),
        (int) headers.toBytes(),
        fields,
        head,
        (int) bodyRate.toBytes(),
        pathEscapes);
  }

  /** Of a connection to a side. */
  WireLimits answers() {
    return new WireLimits(ANSWER_HEAD, ANSWER_HEAD, ANSWER_FIELDS, head, 0, true);
  }
}
