package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a head, or of trailers, from buffers. What is as it mostly is, is read many
 * bytes at a time, and comes to the same as {@link FieldGrammar} makes of each byte.
 */
abstract class FieldScanner extends FieldGrammar {

  /** Bytes are copied in pieces of this size, which is cheaper than asking a buffer for each. */
  private static final int PIECE = 2 * 1024;

  private static final FastThreadLocal<byte[]> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[PIECE];
        }
      };

  private @Nullable FieldMarks marks;
  private int seen;

  /**
   * Of a new connection.
   *
   * @param marks is told of the bytes and fields of each message; null if nobody wants them
   */
  FieldScanner(WireLimits limits, boolean withStartLine, @Nullable FieldMarks marks) {
    super(limits, withStartLine);
    this.marks = marks;
  }

  @Override
  void reset() {
    super.reset();
    seen = 0;
    if (marks != null) {
      marks.reset();
    }
  }

  /** Has others told from here on, or nobody. */
  final void marks(@Nullable FieldMarks others) {
    marks = others;
  }

  final @Nullable FieldMarks marks() {
    return marks;
  }

  /**
   * Reads bytes of the start line that are as they mostly are, as {@link #startLine} would.
   *
   * @param stop where to stop at the latest
   * @return the index of the first that was not read
   */
  int restOfStartLine(byte[] bytes, int from, int stop) {
    return from;
  }

  /** Whether a name of this length can be one that {@link #matters}. */
  abstract boolean mayMatter(int length);

  /** Reads on; the index behind the last byte that belongs to the lines, or is refused. */
  final int scan(ByteBuf in, int from, int end) {
    byte[] piece = PIECES.get();
    int at = from;
    boolean goesOn = true;
    while (goesOn && at < end) {
      int length = Math.min(PIECE, end - at);
      in.getBytes(at, piece, 0, length);
      int read = scan(piece, length);
      at += read;
      seen += read;
      if (marks != null) {
        marks.add(piece, read);
      }
      goesOn = read == length && !isDone() && refusal() == null;
    }
    return at;
  }

  private int scan(byte[] piece, int length) {
    int at = 0;
    while (at < length) {
      if (state == FIELD) {
        at = wholeFields(piece, at, length);
        if (refusal() != null) {
          return at;
        }
      } else if (state == NAME) {
        at = restOfName(piece, at, length);
      } else if (state == VALUE && !matters) {
        at = restOfValue(piece, at, length);
      } else if (state == START) {
        at = restOfLine(piece, at, length);
      }
      if (at == length) {
        return at;
      }
      int before = state;
      boolean goesOn = process(piece[at]);
      if (marks != null && state != before) {
        mark(marks, before, seen + at);
      }
      at++;
      if (!goesOn) {
        return at;
      }
    }
    return at;
  }

  /** Another state began with a byte: where that is in the message. */
  private void mark(FieldMarks to, int before, int at) {
    switch (state) {
      case NAME, BLANK, VALUE -> to.mark(at);
      case FIELD_LF -> {
        if (before == BLANK) {
          to.mark(at); // where the value would begin
        }
        to.mark(at);
      }
      case START_LF -> to.lineEnds(at);
      default -> {}
    }
  }

  /**
   * Reads lines that are whole and as they mostly are; stops at the beginning of the first other
   * one, or behind one whose field is refused.
   */
  private int wholeFields(byte[] piece, int from, int length) {
    int at = from;
    int next = wholeField(piece, at, length);
    while (next > at) {
      at = next;
      next = refusal() == null ? wholeField(piece, at, length) : at;
    }
    return at;
  }

  private int wholeField(byte[] piece, int from, int length) {
    int colon = Octets.endOfToken(piece, from, length);
    if (colon == from || colon == length || piece[colon] != ':') {
      return from;
    }
    int value = colon + 1 < length && piece[colon + 1] == ' ' ? colon + 2 : colon + 1;
    int end = Octets.endOfText(piece, value, length);
    boolean whole = end + 1 < length && piece[end] == '\r' && piece[end + 1] == '\n';
    boolean oneBlank = end == value || !Octets.isBlank(piece[value]);
    boolean fits = size + end - from <= limits.fields() && count < limits.count();
    if (!(whole && oneBlank && fits)) {
      return from;
    }
    size += end - from;
    count++;
    if (marks != null) {
      marks.field(seen + from, seen + colon, seen + value, seen + end);
    }
    if (mayMatter(colon - from)) {
      look(piece, from, colon, value, end);
    }
    return end + 2;
  }

  private void look(byte[] piece, int from, int colon, int start, int end) {
    name.clear();
    for (int i = from; i < colon; i++) {
      name.add(Octets.token(piece[i]));
    }
    if (matters()) {
      value.clear();
      value.add(piece, start, end);
      value.trim();
      field(); // refuses what may not stand there
    }
    name.clear();
  }

  /** The bytes that change nothing but lengths; stops before any other, or one too many. */
  private int restOfName(byte[] piece, int from, int length) {
    int stop = Math.min(length, from + limits.fields() - size);
    int at = from;
    byte lower;
    while (at < stop && (lower = Octets.token(piece[at])) != 0) {
      if (name.length() <= LONGEST_NAME) {
        name.add(lower);
      }
      at++;
    }
    size += at - from;
    return at;
  }

  /** The same of a value that nobody looks at. */
  private int restOfValue(byte[] piece, int from, int length) {
    int stop = Math.min(length, from + limits.fields() - size);
    int at = Octets.endOfText(piece, from, stop);
    size += at - from;
    return at;
  }

  /** The same of the start line. */
  private int restOfLine(byte[] piece, int from, int length) {
    int at = restOfStartLine(piece, from, Math.min(length, from + limits.line() - size));
    size += at - from;
    return at;
  }
}
