package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that make a proxy keep what it can: it has the heap that is shipped, and goes on. One
 * that ran out of memory would end.
 */
class MemoryTest {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 320;
  private static final int SLOW = 300;

  private final Vertx vertx = Vertx.vertx();
  private final TestSide side = new TestSide(vertx, "legacy");
  private final List<AutoCloseable> clients = new ArrayList<>();
  private ProxyProcess.Started proxy;

  @BeforeEach
  void start() throws IOException {
    side.answer =
        request -> {
          switch (request.path()) {
            case "/big" -> pieces(request.response().setChunked(true), 0);
            case "/mute" -> {}
            case "/full" -> request.pause();
            case "/deaf" -> request.toNetSocket().onSuccess(ReadStream::pause);
            case "/chat" -> request.toNetSocket().onSuccess(socket -> pieces(socket, 0));
            default -> request.response().end("x");
          }
        };
    proxy = ProxyProcess.start(side.url());
  }

  private static void pieces(WriteStream<Buffer> to, int sent) {
    if (sent == PIECES) {
      to.end();
    } else {
      to.write(Buffer.buffer(new byte[PIECE])).onSuccess(done -> pieces(to, sent + 1));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    proxy.process().destroy();
    side.close();
    vertx.close();
  }

  private Socket client() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
    clients.add(socket);
    return socket;
  }

  private void goesOn() throws IOException {
    for (int i = 0; i < 20; i++) {
      RawClient.Back back =
          RawClient.send(
              proxy.port(),
              RawClient.bytes("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              RawClient.PATIENCE_MILLIS);
      assertThat(back.statuses()).containsExactly(200);
    }
    assertThat(proxy.process().isAlive()).isTrue();
  }

  @Test
  void clientsThatDoNotRead_areCutOffBeforeMemoryEnds() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      client().getOutputStream().write(RawClient.bytes("GET /big HTTP/1.1\r\nHost: h\r\n\r\n"));
    }
    Thread.sleep(2_000); // for as much to come as may
    goesOn();
  }

  @Test
  void tunnelsThatAreNotRead_areCutOffBeforeMemoryEnds() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      client()
          .getOutputStream()
          .write(
              RawClient.bytes(
                  "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
    }
    Thread.sleep(2_000);
    goesOn();
  }

  /** A side that hangs must not take the proxy with it. */
  @Test
  void bodiesThatTheSideDoesNotTake_stayInTheSockets() throws Exception {
    flood(
        "POST /full HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n"
            + "x".repeat(9_000_000));
  }

  @Test
  void tunnelsThatTheSideDoesNotRead_stayInTheSockets() throws Exception {
    flood(
        "GET /deaf HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            + "x".repeat(16_000_000));
  }

  /** Nothing of an exchange is kept until some deadline. */
  @Test
  void manyRequestsInHttp2_areForgotten() throws Exception {
    String path = "/x?" + "y".repeat(3_500);
    List<String[]> head =
        List.of(
            new String[] {":method", "GET"},
            new String[] {":scheme", "http"},
            new String[] {":path", path},
            new String[] {":authority", "h"});
    byte[] fields = RawHttp2.fields(head);
    for (int round = 0; round < 15; round++) {
      try (RawHttp2 client = new RawHttp2(proxy.port())) {
        for (int i = 0; i < 1_000; i++) {
          int stream = 2 * i + 1;
          client.frame(
              RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, fields);
          assertThat(client.end(stream)).isEqualTo(RawHttp2.End.OK);
        }
      }
    }
    goesOn();
  }

  @Test
  void streamsWithoutWindow_areCutOffBeforeMemoryEnds() throws Exception {
    List<String[]> head =
        List.of(
            new String[] {":method", "GET"},
            new String[] {":scheme", "http"},
            new String[] {":path", "/big"},
            new String[] {":authority", "h"});
    for (int i = 0; i < SLOW / 75; i++) {
      RawHttp2 client = new RawHttp2(proxy.port());
      clients.add(client);
      client.frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
      for (int stream = 1; stream < 150; stream += 2) {
        client.frame(
            RawHttp2.HEADERS,
            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
            stream,
            RawHttp2.fields(head));
      }
    }
    Thread.sleep(2_000);
    goesOn();
  }

  @Test
  void manySmallRequestsBehindEachOther_areNotTakenApartAhead() throws Exception {
    String small = "GET /mute HTTP/1.1\r\nHost:h\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\n\r\n";
    flood(small.repeat(2 * PIECE / small.length()));
  }

  @Test
  void manySmallChunks_areJoined() throws Exception {
    flood(
        "POST /mute HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1\r\na\r\n".repeat(PIECE / 3));
  }

  private void flood(String text) throws Exception {
    byte[] bytes = RawClient.bytes(text);
    for (int i = 0; i < 120; i++) {
      Socket client = client();
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.getOutputStream().write(bytes);
                } catch (IOException e) {
                  // it was cut off, or the test is over
                }
              });
      sender.setDaemon(true);
      sender.start();
    }
    Thread.sleep(2_000);
    goesOn();
  }
}
