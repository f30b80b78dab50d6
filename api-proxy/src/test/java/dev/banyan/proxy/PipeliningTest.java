package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several requests on their way on one connection: each has its own answer, or none. */
class PipeliningTest {

  private static final String SECOND =
      "PUT /second HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx";

  private final ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  /** More than are taken apart at once, and before there is a codec. */
  @Test
  void manyInTheFirstRead_areAnsweredInTurn() throws Exception {
    rig.legacy.answer = request -> request.response().end(request.path());
    StringBuilder requests = new StringBuilder();
    List<String> paths = new ArrayList<>();
    for (int i = 10; i < 40; i++) {
      paths.add("/number/" + i);
      requests.append("GET /number/").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    RawClient.Back back =
        RawClient.answer(rig.proxy.port(), RawClient.bytes(requests.toString()), "/number/39");

    assertThat(back.statuses()).hasSize(paths.size()).containsOnly(200);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactlyElementsOf(paths);
  }

  /** As docs/proxy-http.md says. */
  @Test
  void clientThatClosesItsHalf_isTakenForGone() throws Exception {
    rig.legacy.answerLater(500, request -> request.response().end("late"));
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes("GET /first HTTP/1.1\r\nHost: h\r\n\r\n"));
      ProxyRig.await(() -> rig.legacy.seen.size() == 1);
      socket.shutdownOutput();

      assertThat(RawClient.read(socket)).isEqualTo(new RawClient.Back("", true));
    }
  }

  /** RFC 9112, 9.6. */
  @ParameterizedTest
  @ValueSource(strings = {"close", "foo, close", "close, foo"})
  void requestBehindTheLast_isNotDone(String option) throws Exception {
    String first = "GET /first HTTP/1.1\r\nHost: h\r\nConnection: " + option + "\r\n\r\n";

    RawClient.Back back =
        RawClient.send(
            rig.proxy.port(), RawClient.bytes(first + SECOND), RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(200);
    assertThat(back.closed()).isTrue();
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly("/first");
  }

  @Test
  void requestBehindAnErrorThatCloses_isNotDone() throws Exception {
    rig.legacy.answer = request -> request.connection().close();
    String first = "PUT /first HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx";

    RawClient.Back back =
        RawClient.send(
            rig.proxy.port(), RawClient.bytes(first + SECOND), RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(502);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly("/first");
  }

  /** The first is whole and being done when the second turns out to be malformed. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "01"})
  void malformedBody_isNotTheAnswerOfTheRequestBefore(String length) throws Exception {
    rig.legacy.answerLater(
        600, request -> request.response().putHeader("X-Of", request.uri()).end("done"));
    String first = "PUT /first HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\nx";
    String second =
        "PUT /second HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(RawClient.bytes(first + second));
      ProxyRig.await(() -> rig.legacy.seen.size() == 1);
      out.write(RawClient.bytes("zz\r\n"));

      String back = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(back).startsWith("HTTP/1.1 200 ").containsIgnoringCase("x-of: /first");
      assertThat(back.substring(1)).contains("HTTP/1.1 400 ", "not hexadecimal");
    }
  }

  /** A body without bytes has nothing that could be malformed. */
  @Test
  void emptyBody_doesNotCount() throws Exception {
    rig.legacy.answerLater(300, request -> request.response().end("done"));
    String first = "PUT /first HTTP/1.1\r\nHost: h\r\nContent-Length: 00\r\n\r\n";
    String second =
        "PUT /second HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(first + second));
      ProxyRig.await(() -> rig.legacy.seen.size() == 1);
      socket.getOutputStream().write(RawClient.bytes("zz\r\n"));

      String back = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(back).startsWith("HTTP/1.1 200 ");
      assertThat(back.substring(1)).contains("HTTP/1.1 400 ", "not hexadecimal");
    }
  }
}
