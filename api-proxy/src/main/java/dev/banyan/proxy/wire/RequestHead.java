package dev.banyan.proxy.wire;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The head of a request: grammar, and what several fields say together. */
final class RequestHead extends FieldScanner {

  private static final byte[] HOST = Octets.ascii("host");
  private static final byte[] CONTINUE = Octets.ascii("100-continue");
  private static final byte[] KEEP_ALIVE = Octets.ascii("keep-alive");
  private static final byte[] CLOSE = Octets.ascii("close");
  private static final byte[] H2C = Octets.ascii("h2c");
  private static final byte[] WEBSOCKET = Octets.ascii("websocket");
  private static final byte[] GET = Octets.ascii("GET");
  private static final byte[] HTTP_1_1 = Octets.ascii("HTTP/1.1");
  private static final byte[] HTTP_1_0 = Octets.ascii("HTTP/1.0");
  static final int MOST_RANGES = 32;
  static final String OLD_DRAFT = "the draft of WebSocket is too old";
  private static final int LONGEST_METHOD = 24;

  /** One setting is six bytes (RFC 9113, 6.5.1). */
  private static final int SETTING = 6;

  /** In the order of their lengths, which tell most fields apart. */
  private static final byte[][] MATTERING =
      Stream.of(
              "host",
              "range",
              "expect",
              "upgrade",
              "connection",
              "request-range",
              "content-length",
              "content_length",
              "http2-settings",
              "transfer-encoding",
              "transfer_encoding",
              "sec-websocket-key1",
              "sec-websocket-key2")
          .map(Octets::ascii)
          .toArray(byte[][]::new);

  private static final int LONGEST = Long.SIZE - 1;

  /** A bit for each of their lengths. */
  private static final long LENGTHS =
      Stream.of(MATTERING).mapToLong(known -> 1L << known.length).reduce(0, (a, b) -> a | b);

  final Framing framing = new Framing();
  private final Target target;
  private final Text method = new Text(LONGEST_METHOD);
  private final Text version = new Text(16);
  private int part;
  private int minor = -1;
  private @Nullable String host;
  private boolean h2c;
  private boolean upgrade;
  private boolean webSocket;
  private boolean settings;
  private String connection = "";

  RequestHead(WireLimits limits) {
    super(limits, true, null);
    target = new Target(limits.pathEscapes());
  }

  @Override
  void reset() {
    if (marks() == null) {
      marks(new FieldMarks());
    }
    super.reset();
    framing.reset();
    target.reset();
    method.clear();
    version.clear();
    part = 0;
    minor = -1;
    host = null;
    h2c = false;
    upgrade = false;
    webSocket = false;
    settings = false;
    connection = "";
  }

  /**
   * What has been read, once it is whole, as Netty's decoder would make it.
   *
   * @return null for what is left to the decoder: a head with a body, an upgrade or HTTP/1.0, or
   *     one that began in an earlier read
   */
  @Nullable HttpRequest made() {
    FieldMarks fields = marks();
    if (fields == null || minor != 1 || upgrade || hasBody()) {
      return null;
    }
    String uri = fields.line(method.length() + 1, HTTP_1_1.length + 1);
    HttpMethod named = method.is(GET) ? HttpMethod.GET : HttpMethod.valueOf(method.toString());
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, named, uri, fields.map(), false);
  }

  /**
   * Keeps nothing of what is read from here on but what it says: nothing is {@link #made} of it.
   */
  void forget() {
    marks(null);
  }

  /** Whether the request asks, as it should, to go on in HTTP/2 on this connection. */
  boolean isH2cUpgrade() {
    return h2c;
  }

  /** Whether it names any upgrade, allowed or not. */
  boolean namesUpgrade() {
    return upgrade;
  }

  /** Whether it asks to go on in WebSocket on this connection, and may (RFC 6455, 4.1). */
  boolean isWebSocketUpgrade() {
    return webSocket && minor == 1 && method.is(GET) && !hasBody() && names("upgrade");
  }

  boolean hasBody() {
    return framing.isChunked() || framing.length() > 0;
  }

  @Override
  boolean startLine(byte b) {
    if (b == ' ') {
      return ++part < 3 || refuse("the request line has more than three parts");
    }
    if (part == 1) {
      String problem = target.add(b);
      return problem == null || refuse(problem);
    }
    if (part == 2) {
      version.add(b);
      return version.length() < HTTP_1_1.length || version();
    }
    method.add(b);
    return (Octets.token(b) != 0 && method.length() <= LONGEST_METHOD)
        || refuse("the method is malformed");
  }

  @Override
  int restOfStartLine(byte[] bytes, int from, int stop) {
    return switch (part) {
      case 0 -> restOfMethod(bytes, from, stop);
      case 1 -> target.addPlain(bytes, from, stop);
      default -> wholeVersion(bytes, from, stop);
    };
  }

  private int restOfMethod(byte[] bytes, int from, int stop) {
    int end =
        Octets.endOfToken(bytes, from, Math.min(stop, from + LONGEST_METHOD - method.length()));
    method.add(bytes, from, end);
    return end;
  }

  private int wholeVersion(byte[] bytes, int from, int stop) {
    int end = from + HTTP_1_1.length;
    if (version.length() > 0
        || end > stop
        || !Arrays.equals(bytes, from, end, HTTP_1_1, 0, HTTP_1_1.length)) {
      return from;
    }
    version.add(bytes, from, end);
    minor = 1;
    return end;
  }

  @Override
  boolean startLineEnds() {
    if (part != 2 || method.length() == 0 || target.isEmpty()) {
      return refuse("the request line has less than three parts");
    }
    return minor >= 0 ? methodAndTarget() : refuse("the version is malformed");
  }

  private boolean methodAndTarget() {
    if (!Methods.isKnown(method)) {
      return Methods.isRefused(method.toString())
          ? refuse(new Refusal(405, "the method is not allowed here"))
          : refuse("the method is not known");
    }
    String problem = target.problem(method);
    return problem == null || refuse(problem);
  }

  /** Looked at as soon as it has its length, for some clients wait for the answer before a CR. */
  private boolean version() {
    minor = version.is(HTTP_1_1) ? 1 : version.is(HTTP_1_0) ? 0 : -1;
    if (minor >= 0) {
      return true;
    }
    return version.toString().matches("HTTP/[0-9]\\.[0-9]")
        ? refuse(new Refusal(505, "the version is not supported"))
        : refuse("the version is malformed");
  }

  @Override
  boolean mayMatter(int length) {
    return (LENGTHS >>> Math.min(length, LONGEST) & 1) != 0;
  }

  @Override
  boolean matters() {
    for (byte[] known : MATTERING) {
      if (known.length >= name.length()) {
        if (known.length > name.length()) {
          return false;
        }
        if (name.is(known)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  boolean field() {
    if (name.is(HOST)) {
      return host();
    }
    if (name.is(Framing.CONTENT_LENGTH)) {
      return framing.take(this);
    }
    return switch (name.toString()) {
      case "upgrade" -> upgrade();
      case "connection" -> connection();
      case "expect" -> value.isLike(CONTINUE) || refuse(new Refusal(417, "Expect is not known"));
      case "http2-settings" -> settings();
      case "range", "request-range" -> ranges();
      // Netty reads eight bytes of body behind a request with both, other servers do not.
      case "sec-websocket-key1", "sec-websocket-key2" -> refuse(OLD_DRAFT);
      case "content_length", "transfer_encoding" -> refuse(Framing.UNDERSCORE);
      default -> framing.take(this);
    };
  }

  private boolean host() {
    if (host != null) {
      return refuse("Host stands there twice");
    }
    host = target.isOrigin() ? "" : value.lower();
    return HostName.isValid(value) || refuse("Host is malformed");
  }

  private boolean upgrade() {
    webSocket |= !upgrade && value.isLike(WEBSOCKET);
    h2c |= value.isLike(H2C);
    upgrade = true;
    return true;
  }

  private boolean connection() {
    if (!value.isLike(KEEP_ALIVE) && !value.isLike(CLOSE)) {
      connection += "," + value.lower();
    }
    return true;
  }

  private boolean settings() {
    if (settings) {
      return refuse("HTTP2-Settings stands there twice");
    }
    settings = true;
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(value.toString());
      return decoded.length % SETTING == 0 || refuse("HTTP2-Settings is malformed");
    } catch (IllegalArgumentException e) {
      return refuse("HTTP2-Settings is malformed");
    }
  }

  private boolean ranges() {
    int commas = 0;
    for (int i = 0; i < value.length(); i++) {
      commas += value.at(i) == ',' ? 1 : 0;
    }
    return commas < MOST_RANGES || refuse("there are too many ranges");
  }

  @Override
  boolean end() {
    if (host == null && minor == 1) {
      return refuse("Host is missing");
    }
    if (framing.isChunked() && minor == 0) {
      return refuse("HTTP/1.0 has no Transfer-Encoding");
    }
    String authority = target.authority();
    if (authority != null && host != null && !HostName.same(authority, host, target.port())) {
      return refuse("Host and target name different authorities");
    }
    return !h2c || h2cUpgrade();
  }

  /**
   * Without settings, or without {@code Connection} naming both fields (RFC 7540, 3.2.1), servers
   * disagree about what follows. With a body it is right, and ignored.
   */
  private boolean h2cUpgrade() {
    boolean named = names("upgrade") && names("http2-settings");
    return (settings && named && minor == 1) || refuse("the upgrade to h2c is malformed");
  }

  private boolean names(String option) {
    return Stream.of(connection.split(",")).anyMatch(given -> given.trim().equals(option));
  }
}
