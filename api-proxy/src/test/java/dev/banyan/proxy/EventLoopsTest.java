package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.PoolConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each loop has one connection to legacy here, and nobody may wait for it. */
final class EventLoopsTest {

  private static final String REQUEST =
      "GET /users/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Test
  void listeners_haveALoopEach() throws IOException {
    assertThat(served(2, 2)).isEqualTo(2);
    assertThat(served(4, 4)).isEqualTo(4);
  }

  @Test
  void oneLoop_servesOneAtATimeHere() throws IOException {
    assertThat(served(1, 2)).isEqualTo(1);
  }

  /** How many of some requests at the same time are answered 200. */
  private static int served(int loops, int requests) throws IOException {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig one = new PoolConfig(1, 0, d.connect(), d.keepAlive(), d.idle(), false, false);
    try (ProxyRig rig =
        new ProxyRig(p -> Records.with(Records.with(p, "pool", one), "eventLoops", loops))) {
      rig.legacy.answerLater(400, request -> request.response().end());
      return served(rig.proxy.port(), new ArrayList<>(), requests);
    }
  }

  private static int served(int port, List<Socket> sockets, int requests) throws IOException {
    int served = 0;
    for (int i = 0; i < requests; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    for (Socket socket : sockets) {
      byte[] answer = socket.getInputStream().readAllBytes();
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      served += text.startsWith("HTTP/1.1 200") ? 1 : 0;
      socket.close();
    }
    return served;
  }
}
