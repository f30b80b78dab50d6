package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.RawHttp2Side.Frame;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How bodies come to a side in HTTP/2. Servers close connections on which there are many small
 * frames of data, and with them the requests of other clients.
 */
class Http2UploadsTest {

  private static RawHttp2Side side;
  private static ProxyRig rig;

  @BeforeAll
  static void start() throws IOException {
    side = new RawHttp2Side();
    rig = new ProxyRig(p -> ProxyRig.withLegacyInHttp2(p, side.url()));
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200"));
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
    side.close();
  }

  @BeforeEach
  void forget() {
    side.data();
  }

  private static String head(String lengthField) {
    return "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + lengthField + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 8_192, 20_000})
  void bodyInPieces_comesInFewFrames(int length) throws Exception {
    byte[] request = RawClient.bytes(head("Content-Length: " + length) + "x".repeat(length));

    RawClient.Back back = SlowClient.send(rig.proxy.port(), request, length / 50, null);

    assertThat(back.statuses()).containsExactly(200);
    List<Integer> frames = side.data();
    assertThat(frames.stream().mapToInt(Integer::intValue).sum()).isEqualTo(length);
    assertThat(frames).hasSizeLessThanOrEqualTo(2 + length / 8_192);
  }

  /** A side may speak first. */
  @Test
  void headWithoutItsBody_reachesTheSide() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      String head = "POST /first HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
      socket.getOutputStream().write(RawClient.bytes(head));

      Http2Headers asked = side.head();
      while (asked != null && !asked.path().toString().equals("/first")) {
        asked = side.head(); // those of tests before
      }

      assertThat(asked).isNotNull();
    }
  }

  /** One who talks with the side waits for its answer to what he said. */
  @Test
  void bodyWithoutLength_doesNotWaitForMore() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(RawClient.bytes(head("Transfer-Encoding: chunked") + "5\r\nhello\r\n"));
      List<Integer> frames = new ArrayList<>();
      ProxyRig.await(
          () -> {
            frames.addAll(side.data());
            return !frames.isEmpty();
          });
      assertThat(frames).containsExactly(5);
      out.write(RawClient.bytes("3\r\nyou\r\n0\r\n\r\n"));

      assertThat(RawClient.read(socket).statuses()).containsExactly(200);
    }
    assertThat(side.data().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
  }
}
