package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chunked body (RFC 9112, 7.1). Sizes are plain hexadecimal digits; extensions are {@code
 * ;name} or {@code ;name=value}, with no blanks, and bounded, because a chunk of one byte behind a
 * kilobyte of extension costs more than it carries (CVE-2023-39326).
 */
final class ChunkScanner {

  private static final int SIZE = 0;
  private static final int EXTENSION = 1;
  private static final int EXTENSION_NAME = 2;
  private static final int EXTENSION_VALUE = 3;
  private static final int TOKEN = 4;
  private static final int QUOTED = 5;
  private static final int QUOTED_PAIR = 6;
  private static final int QUOTE_ENDS = 7;
  private static final int SIZE_LF = 8;
  private static final int DATA = 9;
  private static final int DATA_CR = 10;
  private static final int DATA_LF = 11;
  private static final int TRAILERS = 12;

  private static final int MOST_DIGITS = 16;
  private static final int LONGEST_EXTENSION = 256;

  private final Trailers trailers;
  private @Nullable Refusal refusal;
  private int state;
  private long left;
  private int digits;
  private int extension;

  /** Of bodies whose trailers nobody wants. */
  ChunkScanner(WireLimits limits) {
    this(limits, null);
  }

  /**
   * For a connection.
   *
   * @param marks of the trailers' fields; null if nobody wants them
   */
  ChunkScanner(WireLimits limits, @Nullable FieldMarks marks) {
    trailers = new Trailers(limits, marks);
  }

  void reset() {
    begin(SIZE);
    trailers.reset();
  }

  private void begin(int following) {
    state = following;
    left = 0;
    digits = 0;
    extension = 0;
  }

  @Nullable Refusal refusal() {
    return refusal == null ? trailers.refusal() : refusal;
  }

  boolean isDone() {
    return trailers.isDone();
  }

  /** Reads on; the index behind the last byte that belongs to the body, or is refused. */
  int scan(ByteBuf in, int from, int end, BodyBytes body) {
    int at = from;
    while (at < end && refusal() == null && !isDone()) {
      if (state == DATA) {
        int length = (int) Math.min(left, end - at);
        body.add(in, at, length);
        at += length;
        skipped(length);
      } else if (state == TRAILERS) {
        at = trailers.scan(in, at, end);
      } else {
        step(in.getByte(at++));
      }
    }
    return at;
  }

  private void skipped(int length) {
    left -= length;
    if (left == 0) {
      state = DATA_CR;
    }
  }

  private void step(byte b) {
    switch (state) {
      case SIZE -> size(b);
      case SIZE_LF -> sizeEnds(b);
      case DATA_CR -> expect(b, '\r', DATA_LF);
      case DATA_LF -> {
        expect(b, '\n', SIZE);
        begin(SIZE);
      }
      default -> extension(b);
    }
  }

  private void expect(byte b, char wanted, int following) {
    if (b != wanted) {
      refuse("a chunk does not end with CR LF");
    }
    state = following;
  }

  private void size(byte b) {
    int digit = Octets.hex(b);
    if (digit >= 0) {
      left = left * 16 + digit;
      if (++digits > MOST_DIGITS || left > Integer.MAX_VALUE) {
        refuse("a chunk is too large");
      }
    } else if (digits > 0 && b == '\r') {
      state = SIZE_LF;
    } else if (digits > 0 && b == ';') {
      state = EXTENSION;
    } else {
      refuse("a chunk's size is not hexadecimal");
    }
  }

  private void sizeEnds(byte b) {
    if (b != '\n') {
      refuse("a chunk's size does not end with CR LF");
    }
    state = left == 0 ? TRAILERS : DATA;
  }

  private void extension(byte b) {
    boolean token = Octets.token(b) != 0;
    if (++extension > LONGEST_EXTENSION) {
      refuse("a chunk's extension is too long");
    } else if (state == QUOTED_PAIR && Octets.isValue(b)) {
      state = QUOTED;
    } else if (state == QUOTED && Octets.isValue(b)) {
      state = b == '"' ? QUOTE_ENDS : b == '\\' ? QUOTED_PAIR : QUOTED;
    } else if (state == EXTENSION && token) {
      state = EXTENSION_NAME;
    } else if (state == EXTENSION_VALUE && (token || b == '"')) {
      state = token ? TOKEN : QUOTED;
    } else if (!((state == EXTENSION_NAME || state == TOKEN) && token)) {
      afterExtension(b);
    }
  }

  private void afterExtension(byte b) {
    boolean ends = state == EXTENSION_NAME || state == TOKEN || state == QUOTE_ENDS;
    if (ends && b == '\r') {
      state = SIZE_LF;
    } else if (ends && b == ';') {
      state = EXTENSION;
    } else if (state == EXTENSION_NAME && b == '=') {
      state = EXTENSION_VALUE;
    } else {
      refuse("a chunk's extension is malformed");
    }
  }

  private void refuse(String reason) {
    refusal = Refusal.bad(reason);
  }
}
