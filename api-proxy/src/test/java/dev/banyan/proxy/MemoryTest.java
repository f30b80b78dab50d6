package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that make a proxy keep what it can: it has half the heap that is shipped, and goes on.
 * One that ran out of memory would end.
 */
class MemoryTest {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 320;
  private static final int SLOW = 300;

  /** At least one. */
  private static final Pattern CUT = Pattern.compile("banyan_proxy_cutoff_total [1-9]");

  private static final Pattern CROWDED_OUT =
      Pattern.compile("banyan_proxy_requests_crowdedout_total ([0-9.E]+)");

  private static final Pattern UNANSWERED =
      Pattern.compile(
          "banyan_proxy_requests_seconds_count\\{[^}]*side=\"none\"[^}]*status=\"5xx\"[^}]*} ([0-9.E]+)");

  /** How long nobody could send anything more. */
  private static final long STANDSTILL_NANOS = 500_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final TestSide side = new TestSide(vertx, "legacy");
  private final List<AutoCloseable> clients = new ArrayList<>();
  private ProxyProcess.Started proxy;
  private volatile long moved;

  @BeforeEach
  void start() throws IOException {
    side.answer =
        request -> {
          switch (request.path()) {
            case "/big" -> pieces(request.response().setChunked(true), 0);
            case "/mute" -> {}
            case "/begun" -> request.response().setChunked(true).write("x");
            case "/full" -> request.pause();
            case "/deaf" -> TestSide.agree(request).onSuccess(ReadStream::pause);
            case "/chat" -> TestSide.agree(request).onSuccess(socket -> pieces(socket, 0));
            default -> request.response().end("x");
          }
        };
    proxy = ProxyProcess.start(side.url(), "-Xmx128m");
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

  private Socket client() {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clients.add(socket);
    return socket;
  }

  /** It answers others, and has not ended for lack of memory. */
  private void goesOn() {
    for (int i = 0; i < 20; i++) {
      assertThat(status()).isEqualTo(200);
    }
    assertThat(proxy.process().isAlive()).isTrue();
  }

  private int status() {
    try {
      RawClient.Back back =
          RawClient.send(
              proxy.port(),
              RawClient.bytes("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              RawClient.PATIENCE_MILLIS);
      assertThat(back.statuses()).hasSize(1);
      return back.statuses().get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void clientsThatDoNotRead_areCutOffBeforeMemoryEnds() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      client().getOutputStream().write(RawClient.bytes("GET /big HTTP/1.1\r\nHost: h\r\n\r\n"));
    }
    someAreCutOff();
    goesOn();
  }

  /** What they took is given back with their answers: all of them together have twice the room. */
  @Test
  void manyShortBodiesOneByOne_haveRoom() throws Exception {
    byte[] post =
        RawClient.bytes(
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8000\r\n\r\n" + "x".repeat(8_000));
    Socket socket = client();
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    for (int i = 0; i < 3_200; i++) {
      socket.getOutputStream().write(post);

      assertThat(RawClient.through(socket, "\r\n\r\nx").statuses()).containsExactly(200);
    }
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
    someAreCutOff();
    goesOn();
  }

  @Test
  void moreTunnelsThanThereIsRoomFor_areRefused() throws Exception {
    List<Socket> tunnels = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Socket socket = client();
      String status = upgraded(socket);
      if (status.equals("101")) {
        tunnels.add(socket);
      } else {
        refusals.add(status);
      }
    }
    assertThat(tunnels).hasSizeBetween(500, 900);
    assertThat(refusals).containsOnly("503");
    goesOn();

    for (Socket socket : tunnels) {
      socket.close();
    }
    ProxyRig.await(() -> upgraded(client()).equals("101"));
  }

  private static String upgraded(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write(
              RawClient.bytes(
                  "GET /deaf HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 101".length());
      return new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** While a side hangs, as many wait as there is room for; the others are told at once. */
  @Test
  void manyRequestsWithLongHeads_areRefusedBeforeMemoryEnds() throws Exception {
    List<String[]> head = new ArrayList<>();
    head.add(new String[] {":method", "GET"});
    head.add(new String[] {":scheme", "http"});
    head.add(new String[] {":path", "/mute"});
    head.add(new String[] {":authority", "h"});
    for (int i = 0; i < 80; i++) {
      head.add(new String[] {"x" + i, "v".repeat(140)});
    }
    byte[] fields = RawHttp2.fields(head);
    for (int i = 0; i < 50; i++) {
      RawHttp2 client = new RawHttp2(proxy.port());
      clients.add(client);
      for (int stream = 1; stream < 200; stream += 2) {
        client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, fields);
      }
    }
    ProxyRig.await(() -> figure(CROWDED_OUT) > 0, this::metrics);
    ProxyRig.await(() -> figure(UNANSWERED) >= figure(CROWDED_OUT), this::metrics);
    for (AutoCloseable client : clients) {
      client.close();
    }
    ProxyRig.await(() -> status() == 200);
    goesOn();
  }

  /** However a request ends, what it kept is free again. */
  @Test
  void manyBodiesThatAreRefusedBehindTheAnswersHead_areForgotten() throws Exception {
    String head =
        "POST /begun HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX: %s\r\n\r\n1\r\na\r\n"
            .formatted("x".repeat(7_500));
    for (int i = 0; i < 2_500; i++) {
      try (Socket socket = new Socket("127.0.0.1", proxy.port())) {
        socket.getOutputStream().write(RawClient.bytes(head));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200");
        socket.getOutputStream().write(RawClient.bytes("zz!!\r\n"));
        socket.getInputStream().readAllBytes();
      }
    }
    assertThat(figure(CROWDED_OUT)).isZero();
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
    someAreCutOff();
    goesOn();
  }

  @Test
  void manySmallRequestsBehindEachOther_areNotTakenApartAhead() throws Exception {
    String small = "GET /mute HTTP/1.1\r\nHost:h\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\n\r\n";
    flood(small.repeat(2 * PIECE / small.length()));
  }

  /** What each has sent before its turn is little. */
  @Test
  void manyConnectionsWithBytesBeforeTheirTurn_areCutOffBeforeMemoryEnds() throws Exception {
    byte[] early =
        RawClient.bytes(
            "GET /mute HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                + "x".repeat(PIECE));
    for (int i = 0; i < 2_200; i++) {
      client().getOutputStream().write(early);
    }
    someAreCutOff();
    goesOn();
  }

  @Test
  void manySmallChunks_areJoined() throws Exception {
    flood(
        "POST /mute HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1\r\na\r\n".repeat(PIECE / 3));
  }

  /** Sends all that goes; nothing is read. */
  private void flood(String text) throws Exception {
    byte[] bytes = RawClient.bytes(text);
    moved = System.nanoTime();
    for (int i = 0; i < 120; i++) {
      Socket client = client();
      Thread sender = new Thread(() -> send(client, bytes));
      sender.setDaemon(true);
      sender.start();
    }
    ProxyRig.await(() -> System.nanoTime() - moved > STANDSTILL_NANOS);
    goesOn();
  }

  private void send(Socket client, byte[] bytes) {
    try {
      OutputStream out = client.getOutputStream();
      for (int sent = 0; sent < bytes.length; sent += PIECE) {
        out.write(bytes, sent, Math.min(PIECE, bytes.length - sent));
        moved = System.nanoTime();
      }
    } catch (IOException e) {
      // it was cut off, or the test is over
    }
  }

  private void someAreCutOff() {
    ProxyRig.await(() -> CUT.matcher(metrics()).find(), this::metrics);
  }

  /** 0 if nothing is said of it. */
  private double figure(Pattern of) {
    Matcher found = of.matcher(metrics());
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  private String metrics() {
    try {
      return proxy.metrics();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
