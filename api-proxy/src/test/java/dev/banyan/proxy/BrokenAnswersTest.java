package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** An answer that breaks off is seen as broken by every kind of client. */
class BrokenAnswersTest {

  private static final String OLD = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  private RawSide side;
  private ProxyRig rig;

  @BeforeEach
  void start() throws IOException {
    side = new RawSide();
    rig = new ProxyRig(p -> ProxyRig.withLegacy(p, side.url()));
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
    side.close();
  }

  private static void ask(RawHttp2 client) throws IOException {
    byte[] head = RawHttp2.request("GET", "/a");
    client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
      })
  void answerCutOff_isResetInHttp2(String rest) throws IOException {
    side.answerAndClose("HTTP/1.1 200 OK\r\n" + rest);

    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      ask(client);

      assertThat(client.resetCode(1)).isEqualTo(RawHttp2.INTERNAL_ERROR);
    }
  }

  /** HTTP/1.0 has only its connection to say so: a close would be the end of a whole answer. */
  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"})
  void answerCutOff_resetsTheConnectionInHttp10(String rest) throws IOException {
    side.answerAndClose("HTTP/1.1 200 OK\r\n" + rest);

    assertThat(endsByReset(OLD)).isTrue();
  }

  /** As it comes in chunks, the head does not tell (RFC 9110, 15.3.6). */
  @Test
  void contentOf205_goesNoFurther() throws IOException {
    side.answer("HTTP/1.1 205 R\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      ask(client);

      assertThat(client.bodyBytes(1)).isZero();
    }
  }

  @Test
  void connectionResetInTheMiddle_isNoEnd() throws IOException {
    side.answerAndReset("HTTP/1.1 200 OK\r\n\r\nhalf");

    RawClient.Back back =
        RawClient.send(
            rig.proxy.port(),
            RawClient.bytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"),
            RawClient.PATIENCE_MILLIS);

    assertThat(back.closed()).isTrue();
    assertThat(back.text()).doesNotContain("\r\n0\r\n\r\n");
  }

  @Test
  void streamOfASideReset_cutsTheAnswer() throws IOException {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig http2 =
        new PoolConfig(d.size(), d.queue(), d.connect(), d.keepAlive(), d.idle(), true, false);
    try (ProxyRig other = new ProxyRig(p -> Records.with(p, "pool", http2))) {
      other.legacy.answer =
          (HttpServerRequest request) ->
              request.response().write("half").onComplete(out -> request.response().reset());

      RawClient.Back back =
          RawClient.send(
              other.proxy.port(),
              RawClient.bytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"),
              RawClient.PATIENCE_MILLIS);

      assertThat(back.closed()).isTrue();
      assertThat(back.text()).doesNotContain("\r\n0\r\n\r\n");
    }
  }

  /** {@code Connection} names the length, which it may not; the body comes later than its head. */
  @Test
  void lengthThatConnectionNames_isKept() throws IOException {
    side.answerInTwo(
        "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\nwh", "ole");

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(), RawClient.bytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), "whole");

    assertThat(back.statuses()).containsExactly(200);
    assertThat(back.text()).containsIgnoringCase("content-length: 5\r\n").endsWith("\r\n\r\nwhole");
  }

  /** Its head waits for the first part: Vert.x lets none without a length go before. */
  @Test
  void answerWhoseBodyComesLater_isNoErrorInHttp10() throws IOException {
    side.answerInTwo(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nwhole\r\n0\r\n\r\n");
    Logger vertx = (Logger) LoggerFactory.getLogger("io.vertx.core");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    vertx.addAppender(logged);
    try {
      RawClient.Back back =
          RawClient.send(rig.proxy.port(), RawClient.bytes(OLD), RawClient.PATIENCE_MILLIS);

      assertThat(back.text()).endsWith("\r\n\r\nwhole");
      assertThat(logged.list).isEmpty();
    } finally {
      vertx.detachAppender(logged);
    }
  }

  /** What has no length ends with the connection, also if the client wanted to keep it. */
  @Test
  void answerOfUnknownLength_endsTheConnectionInHttp10() throws IOException {
    side.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n");

    RawClient.Back back =
        RawClient.send(rig.proxy.port(), RawClient.bytes(OLD), RawClient.PATIENCE_MILLIS);

    assertThat(back.closed()).isTrue();
    assertThat(back.text())
        .endsWith("\r\n\r\nwhole")
        .doesNotContainIgnoringCase("transfer-encoding")
        .doesNotContainIgnoringCase("keep-alive");
  }

  @Test
  void answerOfKnownLength_keepsTheConnectionInHttp10() throws IOException {
    side.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");

    RawClient.Back back = RawClient.answer(rig.proxy.port(), RawClient.bytes(OLD), "whole");

    assertThat(back.closed()).isFalse();
    assertThat(back.text()).containsIgnoringCase("Connection: keep-alive");
  }

  /** A provisional answer that the client library takes for the answer leaves the next behind. */
  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 104, 199})
  void provisionalAnswer_isNotTheAnswer(int status) throws IOException {
    side.answer(
        "HTTP/1.1 "
            + status
            + " Soon\r\nX: y\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");

    for (int i = 0; i < 3; i++) {
      RawClient.Back back =
          RawClient.answer(
              rig.proxy.port(), RawClient.bytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), "whole");
      assertThat(back.statuses()).doesNotContain(502).endsWith(200);
    }
  }

  private boolean endsByReset(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(request));
      try {
        while (socket.getInputStream().read() >= 0) {}
        return false;
      } catch (java.net.SocketException e) {
        return true;
      }
    }
  }
}
