package dev.banyan.proxy.wire;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;

/** The head of a side's answer. */
final class ResponseHead extends FieldScanner {

  private static final byte[] HTTP_1 = Octets.ascii("HTTP/1.");

  /** How nearly all answers begin. */
  private static final byte[] HTTP_1_1 = Octets.ascii("HTTP/1.1 ");

  /** Where the reason stands in a status line. */
  private static final int REASON = 13;

  final Framing framing = new Framing();
  private int position;
  private int minor;
  private int status;

  private final FieldMarks marks;

  ResponseHead(WireLimits limits) {
    this(limits, new FieldMarks());
  }

  private ResponseHead(WireLimits limits, FieldMarks marks) {
    super(limits, true, marks);
    this.marks = marks;
  }

  @Override
  void reset() {
    super.reset();
    framing.reset();
    position = 0;
    status = 0;
  }

  int status() {
    return status;
  }

  /** What has been read, once it is whole. */
  AnswerHead made() {
    String usual = HttpResponseStatus.valueOf(status).reasonPhrase();
    String reason = marks.lineIs(REASON, usual) ? usual : marks.line(REASON);
    return new AnswerHead(status, reason, minor == 1, marks.fields());
  }

  /** Whether an answer like this one never has a body (RFC 9112, 6.3). */
  boolean isBodiless() {
    return status < 200 || status == 204 || status == 304;
  }

  @Override
  boolean startLine(byte b) {
    int at = position++;
    if (at < HTTP_1.length) {
      return b == HTTP_1[at] || refuse("the status line does not begin with HTTP/1");
    }
    if (at == 7) {
      minor = b - '0';
      return minor == 0 || minor == 1 || refuse("the version is not supported");
    }
    if (at == 8 || at == 12) {
      return b == ' ' || refuse("the status line is malformed");
    }
    if (at < 12) {
      status = status * 10 + (b - '0');
      return (b >= '0' && b <= '9') || refuse("the status is no number");
    }
    return Octets.isValue(b) || refuse("the reason holds a control character");
  }

  @Override
  int restOfStartLine(byte[] bytes, int from, int stop) {
    if (position == 0) {
      return wholeStatus(bytes, from, stop);
    }
    if (position < REASON) {
      return from;
    }
    int at = Octets.endOfText(bytes, from, stop);
    position += at - from;
    return at;
  }

  private int wholeStatus(byte[] bytes, int from, int stop) {
    boolean usual =
        from + REASON <= stop
            && Arrays.equals(bytes, from, from + HTTP_1_1.length, HTTP_1_1, 0, HTTP_1_1.length)
            && bytes[from + REASON - 1] == ' ';
    int read = 0;
    for (int at = from + HTTP_1_1.length; usual && at < from + REASON - 1; at++) {
      int digit = bytes[at] - '0';
      usual = digit >= 0 && digit <= 9;
      read = read * 10 + digit;
    }
    if (!usual) {
      return from;
    }
    minor = 1;
    status = read;
    position = REASON;
    return from + REASON;
  }

  @Override
  boolean startLineEnds() {
    return (position >= 12 && status >= 100) || refuse("the status line is malformed");
  }

  @Override
  boolean mayMatter(int length) {
    return length == Framing.CONTENT_LENGTH.length || length == Framing.TRANSFER_ENCODING.length;
  }

  @Override
  boolean matters() {
    return name.is(Framing.CONTENT_LENGTH) || name.is(Framing.TRANSFER_ENCODING);
  }

  @Override
  boolean field() {
    return framing.take(this);
  }

  @Override
  boolean end() {
    boolean coded = framing.isChunked();
    if (status == 205 && framing.length() > 0) {
      return refuse("205 has no content");
    }
    return !(coded && (minor == 0 || status < 200 || status == 204))
        || refuse("Transfer-Encoding may not stand there");
  }
}
