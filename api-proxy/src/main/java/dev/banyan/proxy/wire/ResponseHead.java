package dev.banyan.proxy.wire;

/** The head of a side's answer. */
final class ResponseHead extends FieldScanner {

  private static final byte[] HTTP_1 = Octets.ascii("HTTP/1.");

  final Framing framing = new Framing();
  private int position;
  private int minor;
  private int status;

  ResponseHead(WireLimits limits) {
    super(limits, true);
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
  boolean startLineEnds() {
    return (position >= 12 && status >= 100) || refuse("the status line is malformed");
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
    return !(coded && (minor == 0 || status < 200 || status == 204))
        || refuse("Transfer-Encoding may not stand there");
  }
}
