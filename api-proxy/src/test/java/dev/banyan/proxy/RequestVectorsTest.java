package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they stand on the wire; nothing of a refused one reaches a side. */
class RequestVectorsTest {

  private static final String BODY = "{\"from\":\"legacy\"}";
  private static final List<String> STAYING = List.of("ok", "continue", "answered");
  private static ProxyRig rig;

  record Vector(String name, String expectation, byte[] request) {

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    rig = new ProxyRig();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @BeforeEach
  void forget() {
    rig.legacy.seen.clear();
  }

  static Stream<Vector> vectors() throws IOException {
    return Stream.of(
            vectors("/request-vectors.tsv"),
            vectors("/request-vectors-more.tsv"),
            vectors("/request-vectors-known.tsv"))
        .flatMap(some -> some);
  }

  private static Stream<Vector> vectors(String file) throws IOException {
    try (InputStream in = RequestVectorsTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", 3))
              .map(part -> new Vector(part[0], part[1], unescaped(part[2])))
              .toList()
              .stream();
    }
  }

  static String text(String escaped) {
    return new String(unescaped(escaped), StandardCharsets.ISO_8859_1);
  }

  static byte[] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      char escape = text.charAt(++i);
      switch (escape) {
        case 'r' -> bytes.write('\r');
        case 'n' -> bytes.write('\n');
        case 't' -> bytes.write('\t');
        case 'x' -> {
          bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> bytes.write(escape);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean closes(Vector vector) {
    return !STAYING.contains(vector.expectation) || vector.name.contains("HTTP/1.0");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void request_isAnsweredAsTheTableSays(Vector vector) throws IOException {
    RawClient.Back back =
        !closes(vector)
            ? RawClient.answer(rig.proxy.port(), vector.request, end(vector))
            : RawClient.send(rig.proxy.port(), vector.request, RawClient.PATIENCE_MILLIS);

    isAsTheTableSays(vector, back);
  }

  /** A connection's later requests are taken apart in another way than its first. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void requestBehindAnother_isAnsweredTheSame(Vector vector) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes("GET /g HTTP/1.1\r\nHost: h\r\n\r\n"));
      RawClient.through(socket, BODY);
      rig.legacy.seen.clear();
      socket.getOutputStream().write(vector.request);
      RawClient.Back back =
          closes(vector) ? RawClient.read(socket) : RawClient.until(socket, end(vector));

      isAsTheTableSays(vector, back);
    }
  }

  private static void isAsTheTableSays(Vector vector, RawClient.Back back) {
    switch (vector.expectation) {
      case "ok" -> assertThat(back.statuses()).as(back.text()).containsExactly(200);
      case "first" -> assertThat(back.statuses()).as(back.text()).containsExactly(200, 400);
      case "answered" -> assertThat(back.statuses()).as(back.text()).hasSize(1);
      case "continue" -> assertThat(back.statuses()).as(back.text()).containsExactly(100, 200);
      case "close" -> assertThat(back.statuses()).as(back.text()).containsExactly(200);
      default ->
          assertThat(back.statuses())
              .as(back.text())
              .containsExactly(Integer.valueOf(vector.expectation));
    }
    assertThat(back.closed()).as("closed").isEqualTo(closes(vector));
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).doesNotContain("/evil");
    assertThat(rig.legacy.seen).hasSize(vector.expectation.matches("[0-9]+") ? 0 : 1);
  }

  /** RFC 9112, 3.2.4. */
  @ParameterizedTest
  @CsvSource({"http://h, *", "http://h/, /", "http://h?x, /?x", "*, *"})
  void optionsOfAServer_areAskedWithAnAsterisk(String target, String expected) throws Exception {
    String request = "OPTIONS " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    RawClient.Back back =
        RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(200);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly(expected);
  }

  /** The codec behind the wire must take the two for one, too. */
  @Test
  void emptyLineInTwoPackets_isPassedOver() throws Exception {
    byte[] request = RawClient.bytes("\r\nGET /g HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    RawClient.Back back = SlowClient.send(rig.proxy.port(), request, null);

    assertThat(back.statuses()).as(back.text()).containsExactly(200);
  }

  private static String end(Vector vector) {
    return vector.expectation.equals("answered") ? "\r\n\r\n" : BODY;
  }

  /** By the wire itself: that the codec behind it refuses some of them too must not be needed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5"
      })
  void bothLengths_areRefusedBeforeTheCodec(String both) throws IOException {
    byte[] request =
        RawClient.bytes("POST /p HTTP/1.1\r\nHost: h\r\n" + both + "\r\n\r\n0\r\n\r\n");

    RawClient.Back back = RawClient.send(rig.proxy.port(), request, RawClient.PATIENCE_MILLIS);

    assertThat(back.text()).contains("Content-Length and Transfer-Encoding exclude each other");
  }

  @ParameterizedTest(name = "{0}, byte by byte")
  @MethodSource("some")
  void slowRequest_isAnsweredAsTheTableSays(Vector vector) throws IOException {
    boolean stays = vector.expectation.equals("ok");
    int status = stays ? 200 : Integer.parseInt(vector.expectation);

    // A side that answered before the body's end would hide that the body is refused.
    rig.legacy.answer = request -> request.body().onSuccess(whole -> request.response().end(BODY));
    RawClient.Back back = SlowClient.send(rig.proxy.port(), vector.request, stays ? BODY : null);

    assertThat(back.statuses()).as(back.text()).containsExactly(status);
  }

  /** Every seventh: a byte at a time takes its time. */
  static Stream<Vector> some() throws IOException {
    List<Vector> all =
        vectors()
            .filter(v -> v.expectation.matches("400|ok|505"))
            .filter(v -> v.request.length < 150)
            .filter(v -> !v.name.contains("HTTP/1.0"))
            .toList();
    return Stream.iterate(0, i -> i < all.size(), i -> i + 7).map(all::get);
  }

  /** Only what was checked as a path is one. */
  @ParameterizedTest
  @CsvSource({
    "http://h/g?x=1, /g?x=1",
    "http://h, /",
    "http://h/, /",
    "http://h?x=1, /?x=1",
    "http://h?x/../../admin, /?x/../../admin",
    "http://h?/a%00%0d%0aX:y, /?/a%00%0d%0aX:y",
    "https://h:80?/a\\b%5c, /?/a\\b%5c",
    "HTTP://H?x/..%2fsmall%2f1, /?x/..%2fsmall%2f1",
    "http://h/g?u=http://x/../y, /g?u=http://x/../y",
  })
  void absoluteTarget_isItsPathAndQueryForASide(String target, String expected) throws Exception {
    String host = target.contains(":80") ? "h:80" : "h";
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";

    RawClient.Back back =
        RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(200);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly(expected);
  }
}
