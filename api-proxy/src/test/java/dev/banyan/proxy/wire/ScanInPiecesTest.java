package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whole lines are read in another way than single bytes. For any bytes both must come to the same.
 */
class ScanInPiecesTest {

  private static final WireLimits LIMITS =
      new WireLimits(120, 200, 6, Duration.ofSeconds(1), 0, true);

  private static final List<String> LINES =
      List.of(
          "GET /a/b.c;d?e=f%2f/.. HTTP/1.1",
          "POST /../x HTTP/1.1",
          "GET /a%2e%2E/x HTTP/1.0",
          "GET /a%c0%afx HTTP/1.1",
          "PROPFIND /a//b/.c/./d HTTP/1.1",
          "A-METHOD-LONGER-THAN-ALL / HTTP/1.1",
          "GET / HTTP/2.0",
          "HTTP/1.1 200 OK",
          "HTTP/1.1 2000 OK",
          "HTTP/1.1 20x",
          "HTTP/1.1 099 ",
          "HTTP/1.0 404 Not here at all",
          "Host: example.org",
          "Host:  example.org:80 ",
          "Content-Length: 3",
          "Content-Length:3",
          "Content-Length: 3, 3",
          "Transfer-Encoding: chunked",
          "Connection: close, upgrade",
          "Upgrade: h2c",
          "X-A-Name-Longer-Than-All-That-Matter: value that is longer than eight bytes",
          "Accept: */*",
          "X:",
          "X: ",
          "X:\t y\t ",
          "Range: bytes=0-1,2-3",
          "Expect: 100-continue",
          "",
          "abc",
          "3",
          "0");

  private static final char[] BYTES =
      "\r\n\t :;,%./?#\\\"\0\u0001\u007f\u0080\u00ffaZ09-_".toCharArray();

  private final Random random = new Random(42);

  private String text() {
    StringBuilder text = new StringBuilder();
    int lines = 1 + random.nextInt(9);
    for (int i = 0; i < lines; i++) {
      text.append(LINES.get(random.nextInt(LINES.size()))).append("\r\n");
    }
    text.append("\r\n");
    for (int i = random.nextInt(4); i > 0; i--) {
      char b = BYTES[random.nextInt(BYTES.length)];
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, b);
        case 1 -> text.setCharAt(at, b);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  private static final int BY_GRAMMAR = 0;

  /** The index behind what was read, in pieces or byte by byte without any short cut. */
  private static int all(FieldScanner scanner, ByteBuf in, int piece) {
    int at = 0;
    if (piece == BY_GRAMMAR) {
      boolean goesOn = true;
      while (goesOn && at < in.writerIndex()) {
        goesOn = scanner.process(in.getByte(at++));
      }
      return at;
    }
    while (at < in.writerIndex() && !scanner.isDone() && scanner.refusal() == null) {
      at = scanner.scan(in, at, Math.min(at + piece, in.writerIndex()));
    }
    return at;
  }

  private static String request(ByteBuf in, int piece) {
    RequestHead head = new RequestHead(LIMITS);
    head.reset();
    int at = all(head, in, piece);
    return at
        + " "
        + head.refusal()
        + " "
        + head.isDone()
        + head.framing.length()
        + head.framing.isChunked()
        + head.namesUpgrade();
  }

  private static String response(ByteBuf in, int piece) {
    ResponseHead head = new ResponseHead(LIMITS);
    head.reset();
    int at = all(head, in, piece);
    return at + " " + head.refusal() + " " + (head.isDone() ? said(head.made()) : "");
  }

  private static String said(AnswerHead made) {
    String line = made.status() + made.reason() + made.isHttp11();
    return line + FieldsTest.listed(made.fields());
  }

  private static String trailers(ByteBuf in, int piece) {
    FieldMarks marks = new FieldMarks();
    Trailers trailers = new Trailers(LIMITS, marks);
    trailers.reset();
    int at = all(trailers, in, piece);
    return at + " " + trailers.refusal() + " " + (trailers.isDone() ? marks.map() : "");
  }

  @Test
  void wholeAndInPieces_comeToTheSame() {
    int whole = 0;
    for (int i = 0; i < 60_000; i++) {
      String text = i % 2 == 0 ? text() : likely();
      ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
      int piece = 1 + random.nextInt(text.length());
      String request = request(in, BY_GRAMMAR);
      assertThat(request(in, 1)).as(text).isEqualTo(request);
      assertThat(request(in, text.length())).as(text).isEqualTo(request);
      assertThat(request(in, piece)).as(text).isEqualTo(request);
      String response = response(in, 1);
      assertThat(response(in, text.length())).as(text).isEqualTo(response);
      assertThat(response(in, piece)).as(text).isEqualTo(response);
      String trailers = trailers(in, 1);
      assertThat(trailers(in, text.length())).as(text).isEqualTo(trailers);
      assertThat(trailers(in, piece)).as(text).isEqualTo(trailers);
      whole += request.contains("true") || response.contains("AnswerHead") ? 1 : 0;
    }
    assertThat(whole).as("heads that were right").isGreaterThan(1_000);
  }

  /** What is made of a request past Netty's decoder, and by it. */
  @Test
  void requestsAlone_areWhatTheDecoderMakes() {
    int made = 0;
    for (int i = 0; i < 60_000; i++) {
      String text = "GET /a/b?c HTTP/1.1\r\nHost: a\r\n" + text();
      ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
      in.writerIndex(new RequestScanner(LIMITS, false).scan(in, 0, in.writerIndex(), 1));
      RequestScanner scanner = new RequestScanner(LIMITS, false);
      scanner.scan(in, 0, in.writerIndex(), 1);
      HttpRequest alone = scanner.alone();
      if (alone != null) {
        assertThat(said(alone)).as(text).isEqualTo(said(decoded(in)));
        made++;
      }
    }
    assertThat(made).as("requests that were right").isGreaterThan(1_000);
  }

  private static HttpRequest decoded(ByteBuf in) {
    EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder());
    decoder.writeInbound(in);
    HttpRequest request = decoder.readInbound();
    assertThat(request.decoderResult().isSuccess()).isTrue();
    decoder.finishAndReleaseAll();
    return request;
  }

  private static String said(HttpRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(request.uri()).append(request.protocolVersion());
    request
        .headers()
        .forEach(field -> text.append('\n').append(field.getKey() + "|" + field.getValue()));
    return text.toString();
  }

  private static final String[] OF_TARGETS = {
    "/", ".", "..", "a", "bc-~!", ";", "?", "%", "%2e", "%2F", "%c0", "%ae", "#", "<", "\\", "h:"
  };

  private String target(byte[] bytes, boolean plainAtOnce) {
    Target target = new Target(random.nextBoolean());
    target.reset();
    String problem = null;
    int at = 0;
    while (at < bytes.length && problem == null) {
      at = plainAtOnce ? target.addPlain(bytes, at, bytes.length) : at;
      problem = at < bytes.length ? target.add(bytes[at++]) : null;
    }
    return at + " " + problem + " " + target.ends();
  }

  @Test
  void plainBytesOfTargets_atOnceAndOneByOne_comeToTheSame() {
    int right = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder("/");
      for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
        text.append(OF_TARGETS[random.nextInt(OF_TARGETS.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      long seed = random.nextLong();
      random.setSeed(seed);
      String expected = target(bytes, false);
      random.setSeed(seed);
      assertThat(target(bytes, true)).as(text.toString()).isEqualTo(expected);
      right += expected.endsWith("null null") ? 1 : 0;
    }
    assertThat(right).isBetween(10_000, 90_000);
  }

  /** Begins with a line that a head may begin with. */
  private String likely() {
    String first =
        random.nextBoolean() ? "GET /a/b?c HTTP/1.1\r\nHost: a\r\n" : "HTTP/1.1 200 OK\r\n";
    return first + text();
  }
}
