package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
      Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
      rig.legacy.answer = held::add;
      return served(rig.proxy.port(), new ArrayList<>(), requests, held);
    }
  }

  private static int served(
      int port, List<Socket> sockets, int requests, Queue<HttpServerRequest> held)
      throws IOException {
    int served = 0;
    for (int i = 0; i < requests; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    // None is answered by legacy before all have come to it or were refused.
    ProxyRig.await(
        () ->
            held.size() + sockets.stream().filter(EventLoopsTest::isAnswered).count() == requests);
    held.forEach(request -> request.response().end());
    for (Socket socket : sockets) {
      byte[] answer = socket.getInputStream().readAllBytes();
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      served += text.startsWith("HTTP/1.1 200") ? 1 : 0;
      socket.close();
    }
    return served;
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
