package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.PoolConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EventLoopsTest {

  private static final String REQUEST =
      "GET /users/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  /** Each loop has one connection to legacy here, and nobody may wait for it. */
  @Test
  void listeners_haveALoopEach() throws IOException {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig one = new PoolConfig(1, 0, d.connect(), d.keepAlive(), d.idle(), false, false);
    try (ProxyRig rig = new ProxyRig(p -> Records.with(p, "pool", one));
        Socket first = new Socket("127.0.0.1", rig.proxy.port());
        Socket second = new Socket("127.0.0.1", rig.proxy.port())) {
      rig.legacy.answerLater(300, request -> request.response().end());
      send(first);
      send(second);
      assertThat(answer(first)).startsWith("HTTP/1.1 200");
      assertThat(answer(second)).startsWith("HTTP/1.1 200");
    }
  }

  private static void send(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
