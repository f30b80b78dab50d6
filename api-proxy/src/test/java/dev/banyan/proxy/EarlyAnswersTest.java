package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A side that answers before anything of the body is there, or has something to say first. */
class EarlyAnswersTest {

  private RawSide side;
  private ProxyRig rig;

  @BeforeEach
  void start() throws IOException {
    side = new RawSide();
    side.answer("HTTP/1.1 403 No\r\nContent-Length: 5\r\nConnection: close\r\n\r\nearly");
    rig = new ProxyRig(p -> ProxyRig.withLegacy(p, side.url()));
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
    side.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 9000"})
  void clientInHttp1_hasItsAnswer(String length) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      String head = "POST /a HTTP/1.1\r\nHost: h\r\n" + length + "\r\n\r\n";
      socket.getOutputStream().write(RawClient.bytes(head));

      assertThat(RawClient.until(socket, "early").statuses()).containsExactly(403);
    }
  }

  /** A close with bytes unread is a reset, which may wipe out what the client has not read yet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
      })
  void refusedClientThatHasSentMore_isNotReset(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(request + "x".repeat(5_000)));

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(all).contains("HTTP/1.1 400 ");
    }
  }

  @Test
  void clientInHttp2_hasItsAnswer() throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.request("POST", "/a"));

      assertThat(client.bodyBytes(1)).isEqualTo(5);
    }
  }
}
