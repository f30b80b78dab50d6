package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a head, or of trailers, and stops at the byte that ends them or that breaks
 * the grammar of RFC 9112 (5): every line ends with CR LF, no folding, no blank before the colon.
 */
abstract class FieldScanner {

  private static final int START = 0;
  private static final int START_LF = 1;
  private static final int FIELD = 2;
  private static final int NAME = 3;
  private static final int BLANK = 4;
  private static final int VALUE = 5;
  private static final int FIELD_LF = 6;
  private static final int END_LF = 7;
  private static final int DONE = 8;

  /** Longer than every name that matters here. */
  private static final int LONGEST_NAME = 24;

  /** Bytes are copied in pieces of this size, which is cheaper than asking a buffer for each. */
  private static final int PIECE = 2 * 1024;

  private static final FastThreadLocal<byte[]> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[PIECE];
        }
      };

  final WireLimits limits;
  final Text name = new Text(LONGEST_NAME);
  final Text value = new Text(64);
  private final boolean withStartLine;
  private final @Nullable FieldMarks marks;
  private int seen;
  private @Nullable Refusal refusal;
  private int state;
  private int size;
  private int count;
  private boolean matters;

  /**
   * Of a new connection.
   *
   * @param marks is told of the bytes and fields of each message; null if nobody wants them
   */
  FieldScanner(WireLimits limits, boolean withStartLine, @Nullable FieldMarks marks) {
    this.limits = limits;
    this.marks = marks;
    this.withStartLine = withStartLine;
    this.state = withStartLine ? START : FIELD;
  }

  /** Makes ready for the next message. */
  void reset() {
    state = withStartLine ? START : FIELD;
    size = 0;
    count = 0;
    seen = 0;
    name.clear();
    if (marks != null) {
      marks.reset();
    }
  }

  /** A byte of the start line, before its CR; refuses or goes on. */
  abstract boolean startLine(byte b);

  /**
   * Reads bytes of the start line that are as they mostly are, as {@link #startLine} would.
   *
   * @param stop where to stop at the latest
   * @return the index of the first that was not read
   */
  int restOfStartLine(byte[] bytes, int from, int stop) {
    return from;
  }

  /** The start line is whole. */
  abstract boolean startLineEnds();

  /** Whether a name of this length can be one that {@link #matters}. */
  abstract boolean mayMatter(int length);

  /** Whether the value of the field {@link #name}, in lower case, is to be kept. */
  abstract boolean matters();

  /** A field that matters is whole. */
  abstract boolean field();

  /** The head is whole. */
  abstract boolean end();

  final boolean isDone() {
    return state == DONE;
  }

  final @Nullable Refusal refusal() {
    return refusal;
  }

  final boolean refuse(String reason) {
    return refuse(Refusal.bad(reason));
  }

  final boolean refuse(Refusal why) {
    refusal = why;
    return false;
  }

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
      goesOn = read == length && !isDone() && refusal == null;
    }
    return at;
  }

  private int scan(byte[] piece, int length) {
    int at = 0;
    while (at < length) {
      if (state == FIELD) {
        at = wholeFields(piece, at, length);
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
   * Reads lines that are whole and as they mostly are, of fields whose values nobody looks at;
   * stops at the beginning of the first other one.
   */
  private int wholeFields(byte[] piece, int from, int length) {
    int at = from;
    int next = wholeField(piece, at, length);
    while (next > at) {
      at = next;
      next = wholeField(piece, at, length);
    }
    return at;
  }

  private int wholeField(byte[] piece, int from, int length) {
    int colon = Octets.endOfToken(piece, from, length);
    if (colon == from || colon == length || piece[colon] != ':') {
      return from;
    }
    if (mayMatter(colon - from) && matters(piece, from, colon)) {
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
    return end + 2;
  }

  private boolean matters(byte[] piece, int from, int to) {
    name.clear();
    for (int i = from; i < to; i++) {
      name.add(Octets.token(piece[i]));
    }
    boolean found = matters();
    name.clear();
    return found;
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

  private boolean process(byte b) {
    switch (state) {
      case VALUE:
        return value(b);
      case NAME:
        return name(b);
      case START:
        return start(b);
      case START_LF:
        return lineFeed(b) && startLineEnds() && next(FIELD);
      case FIELD:
        return fieldStart(b);
      case BLANK:
        return Octets.isBlank(b) ? grows() : valueStart(b);
      case FIELD_LF:
        return lineFeed(b) && fieldEnds() && next(FIELD);
      default:
        return lineFeed(b) && end() && next(DONE) && false;
    }
  }

  private boolean next(int following) {
    state = following;
    if (following == FIELD) {
      name.clear();
      if (withStartLine && count == 0) {
        size = 0;
      }
    }
    return true;
  }

  private boolean lineFeed(byte b) {
    return b == '\n' || refuse("a line does not end with CR LF");
  }

  private boolean start(byte b) {
    if (b == '\r') {
      state = START_LF;
      return true;
    }
    if (++size > limits.line()) {
      return refuse(new Refusal(414, "the request line is too long"));
    }
    return startLine(b);
  }

  private boolean grows() {
    return ++size <= limits.fields() || refuse(new Refusal(431, "the header section is too long"));
  }

  private boolean fieldStart(byte b) {
    if (b == '\r') {
      state = END_LF;
      return true;
    }
    if (Octets.isBlank(b)) {
      return refuse("a header line begins with a blank");
    }
    if (++count > limits.count()) {
      return refuse(new Refusal(431, "there are too many header fields"));
    }
    state = NAME;
    return b == ':' ? refuse("a header field has no name") : name(b);
  }

  private boolean name(byte b) {
    if (b == ':') {
      state = BLANK;
      value.clear();
      matters = name.length() <= LONGEST_NAME && matters();
      return grows();
    }
    byte lower = Octets.token(b);
    if (lower == 0) {
      return refuse("a header field's name holds a byte that no name holds");
    }
    if (name.length() <= LONGEST_NAME) {
      name.add(lower);
    }
    return grows();
  }

  private boolean valueStart(byte b) {
    state = VALUE;
    return value(b);
  }

  private boolean value(byte b) {
    if (b == '\r') {
      state = FIELD_LF;
      return true;
    }
    if (!Octets.isValue(b)) {
      return refuse("a header field's value holds a control character");
    }
    if (matters) {
      value.add(b);
    }
    return grows();
  }

  private boolean fieldEnds() {
    if (!matters) {
      return true;
    }
    value.trim();
    return field();
  }
}
