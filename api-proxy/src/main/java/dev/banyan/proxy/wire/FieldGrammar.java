package dev.banyan.proxy.wire;

import org.jspecify.annotations.Nullable;

/**
 * The lines of a head, or of trailers, one byte at a time, as RFC 9112 (5) has them: every line
 * ends with CR LF, no folding, no blank before the colon. Ends at the byte that ends them or that
 * breaks the grammar.
 */
abstract class FieldGrammar {

  static final int START = 0;
  static final int START_LF = 1;
  static final int FIELD = 2;
  static final int NAME = 3;
  static final int BLANK = 4;
  static final int VALUE = 5;
  static final int FIELD_LF = 6;
  static final int END_LF = 7;
  static final int DONE = 8;

  /** Longer than every name that matters here. */
  static final int LONGEST_NAME = 24;

  final WireLimits limits;
  final Text name = new Text(LONGEST_NAME);
  final Text value = new Text(64);
  private final boolean withStartLine;
  private @Nullable Refusal refusal;
  int state;
  int size;
  int count;
  boolean matters;

  FieldGrammar(WireLimits limits, boolean withStartLine) {
    this.limits = limits;
    this.withStartLine = withStartLine;
    this.state = withStartLine ? START : FIELD;
  }

  /** Makes ready for the next message. */
  void reset() {
    state = withStartLine ? START : FIELD;
    size = 0;
    count = 0;
    name.clear();
  }

  /** A byte of the start line, before its CR; refuses or goes on. */
  abstract boolean startLine(byte b);

  /** The start line is whole. */
  abstract boolean startLineEnds();

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

  /** Takes the next byte; whether there may be another. */
  final boolean process(byte b) {
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
