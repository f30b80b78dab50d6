package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.listen.EdgeConfig;
import io.vertx.core.http.HttpConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Clients that send too much, too slowly, too many; and a stop among them. */
class LimitsTest {

  private static final byte[] HEAD = RawHttp2.request("GET", "/a");

  private ProxyRig rig;

  @AfterEach
  void stop() {
    if (rig != null) {
      rig.close();
    }
  }

  private static LimitsConfig limits(Duration head, int connections, Duration notice) {
    LimitsConfig d = ProxyRig.QUICK;
    return new LimitsConfig(
        d.requestLine(),
        d.headers(),
        d.fields(),
        DataSize.ofKilobytes(64),
        head,
        d.bodyRate(),
        connections,
        d.idle(),
        notice,
        LimitsConfig.DEFAULT.drain());
  }

  private static LimitsConfig large() {
    LimitsConfig d = ProxyRig.QUICK;
    return new LimitsConfig(
        d.requestLine(),
        d.headers(),
        d.fields(),
        DataSize.ofMegabytes(300),
        d.head(),
        d.bodyRate(),
        d.connections(),
        d.idle(),
        d.notice(),
        d.drain());
  }

  private void start(LimitsConfig limits) {
    rig = new ProxyRig(p -> ProxyRig.with(p, limits, EdgeConfig.DEFAULT));
  }

  private RawClient.Back send(String request) throws IOException {
    return RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);
  }

  /** What follows never ends the head, so that its stream never begins. */
  @Test
  void headInHttp2ThatIsNotWhole_endsTheConnection(@TempDir Path folder) throws Exception {
    TestCertificate certificate = new TestCertificate(folder);
    certificate.put("one");
    LimitsConfig limits = limits(Duration.ofMillis(300), 100, Duration.ZERO);
    start(limits);
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      assertThat(endsAHeadNever(client)).isEqualTo(RawHttp2.End.CLOSED);
    }
    rig.close();
    EdgeConfig tls = certificate.edge(Duration.ofHours(1));
    rig = new ProxyRig(p -> ProxyRig.with(p, limits, tls));
    try (RawHttp2 client = RawHttp2.overTls(rig.proxy.port())) {
      assertThat(endsAHeadNever(client)).isEqualTo(RawHttp2.End.CLOSED);
    }
  }

  private static RawHttp2.End endsAHeadNever(RawHttp2 client) throws IOException {
    client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, HEAD);
    return client.end(1);
  }

  /** HTTP/2 begins in the middle of a read then. */
  @Test
  void headBehindAnUpgradeThatIsNotWhole_endsTheConnection() throws Exception {
    start(limits(Duration.ofMillis(300), 100, Duration.ZERO));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        RawClient.bytes(
            "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
                + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    all.writeBytes(RawHttp2.bytes(RawHttp2.SETTINGS, 0, 0, new byte[0]));
    all.writeBytes(RawHttp2.bytes(RawHttp2.HEADERS, 0, 3, HEAD));

    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(all.toByteArray());

      assertThat(isClosed(socket)).isTrue();
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // What was said before does not matter here.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void longLinesAndHeads_areRefused() throws IOException {
    start(ProxyRig.QUICK);
    String line = "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    String head = "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(17_000) + "\r\n\r\n";

    assertThat(send(line).statuses()).containsExactly(414);
    assertThat(send(head).statuses()).containsExactly(431);
    assertThat(rig.legacy.seen).isEmpty();
  }

  /** The connection is being closed; what the client still sends on it is nobody's any more. */
  @Test
  void whatComesBehindARefusedBody_isNotForwarded() throws Exception {
    start(limits(Duration.ofSeconds(5), 100, Duration.ZERO));
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setTcpNoDelay(true);
      socket
          .getOutputStream()
          .write(RawClient.bytes("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\nab"));
      assertThat(RawClient.read(socket).statuses()).containsExactly(413);
      socket
          .getOutputStream()
          .write(RawClient.bytes("a".repeat(69_998) + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"));
      assertThat(rig.send(rig.request("/after").build()).statusCode()).isEqualTo(200);
    }
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).doesNotContain("/smuggled");
  }

  @Test
  void longBody_is413() throws IOException {
    start(limits(Duration.ofSeconds(10), 100, Duration.ZERO));
    rig.legacy.answer = request -> request.endHandler(end -> request.response().end());
    String declared = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n";
    String chunked =
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n"
            + "a".repeat(70_000)
            + "\r\n0\r\n\r\n";

    assertThat(send(declared).statuses()).containsExactly(413);
    assertThat(send(chunked).statuses()).containsExactly(413);
  }

  @Test
  void slowHead_is408AndSilenceIsClosed() throws IOException {
    start(limits(Duration.ofSeconds(1), 100, Duration.ZERO));

    assertThat(send("GET / HTT").statuses()).containsExactly(408);
    assertThat(send("")).isEqualTo(new RawClient.Back("", true));
  }

  @Test
  void badChunkLongAfterItsHead_cutsTheSideOff() throws Exception {
    start(ProxyRig.QUICK);
    CompletableFuture<Boolean> whole = new CompletableFuture<>();
    rig.legacy.answer =
        request -> {
          request.exceptionHandler(e -> whole.complete(false));
          request.endHandler(end -> whole.complete(true));
        };
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      String head = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
      socket.getOutputStream().write(RawClient.bytes(head));
      ProxyRig.await(() -> !rig.legacy.seen.isEmpty());
      socket.getOutputStream().write(RawClient.bytes("zz\r\n"));

      RawClient.Back back = RawClient.read(socket);

      assertThat(back.statuses()).containsExactly(400);
      assertThat(back.closed()).isTrue();
    }
    assertThat(whole.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void connectionTooMany_isClosed() throws IOException {
    start(limits(Duration.ofSeconds(10), 3, Duration.ZERO));
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(new Socket("127.0.0.1", rig.proxy.port()));
    }

    assertThat(send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").statuses()).isEmpty();
    assertThat(rig.send(rig.admin("/metrics").build()).body())
        .contains("banyan_proxy_connections 3.0")
        .contains("banyan_proxy_connections_most 3.0")
        .contains("banyan_proxy_connections_refused_total 1.0");
    for (Socket socket : open) {
      socket.close();
    }
    ProxyRig.await(() -> answers("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  }

  private boolean answers(String request) {
    try {
      return send(request).statuses().equals(List.of(200));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void manySlowConnections_leaveTheOthersAlone() throws IOException {
    start(limits(Duration.ofSeconds(2), 1_000, Duration.ZERO));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Socket socket = new Socket("127.0.0.1", rig.proxy.port());
      socket.getOutputStream().write(RawClient.bytes("GET /slow HTTP/1.1\r\nHost: h\r\nX-" + i));
      slow.add(socket);
    }

    for (int i = 0; i < 100; i++) {
      assertThat(rig.send(rig.get("/users/a", null)).statusCode()).isEqualTo(200);
    }
    assertThat(rig.legacy.seen).hasSize(100);
    for (Socket socket : slow) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      assertThat(RawClient.read(socket).statuses()).containsExactly(408);
      socket.close();
    }
  }

  @Test
  void bodyThatTheSideDoesNotRead_isNotReadIntoMemory() throws Exception {
    start(large());
    CompletableFuture<HttpConnection> side = new CompletableFuture<>();
    rig.legacy.answer =
        request -> {
          request.pause(); // a side that does not read
          side.complete(request.connection());
        };
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      // What is taken fills the buffers of the two connections; the proxy's own share is small.
      long sent = blockedAfter(socket, 200_000_000);
      assertThat(sent).as("bytes taken from the client").isLessThan(100_000_000);
      side.get(10, TimeUnit.SECONDS).close(); // or the proxy's stop would wait for it
    }
  }

  /** How many bytes a connection takes before it takes no more for a while. */
  private static long blockedAfter(Socket socket, int length) throws Exception {
    socket.setSendBufferSize(64 * 1024);
    byte[] part = new byte[64 * 1024];
    String head = "POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
    java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                socket.getOutputStream().write(RawClient.bytes(head));
                while (sent.get() < length) {
                  socket.getOutputStream().write(part);
                  sent.addAndGet(part.length);
                }
              } catch (IOException e) {
                // closed by the test
              }
            });
    long before = -1;
    while (before != sent.get()) {
      before = sent.get();
      try {
        sending.get(300, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        continue;
      }
    }
    return sent.get();
  }

  @Test
  void stop_dropsNoRequest() throws Exception {
    start(limits(Duration.ofSeconds(10), 1_000, Duration.ofSeconds(2)));
    rig.legacy.answerLater(20, request -> request.response().end("x"));
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger dropped = new AtomicInteger();
    AtomicBoolean stopping = new AtomicBoolean();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread client = new Thread(() -> ask(stopping, answered, dropped));
      client.start();
      clients.add(client);
    }
    ProxyRig.await(() -> answered.get() > 100);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(rig.proxy::close);
    ProxyRig.await(() -> health() == 503);
    stopping.set(true);
    closed.get(20, TimeUnit.SECONDS);

    for (Thread client : clients) {
      client.join(10_000);
    }
    assertThat(dropped).as("of %s", answered).hasValue(0);
  }

  /** It has the time that requests under way have, not that of the notice. */
  @Test
  void stopWithAStreamUnderWay_waitsForIt() throws Exception {
    start(limits(Duration.ofSeconds(10), 1_000, Duration.ofMillis(200)));
    CompletableFuture<Void> go = new CompletableFuture<>();
    rig.legacy.answer = request -> go.thenRun(() -> request.response().end("x"));
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, HEAD);
      ProxyRig.await(() -> !rig.legacy.seen.isEmpty());

      CompletableFuture<Void> closed = CompletableFuture.runAsync(rig.proxy::close);
      ProxyRig.await(() -> refuses(rig.proxy.port())); // the notice is over
      go.complete(null);

      assertThat(client.statuses(1)).containsExactly(RawHttp2.End.OK);
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  private static boolean refuses(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private int health() {
    try {
      return RawClient.send(
              rig.proxy.adminPort(),
              RawClient.bytes("GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              RawClient.PATIENCE_MILLIS)
          .statuses()
          .get(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ask(AtomicBoolean stopping, AtomicInteger answered, AtomicInteger dropped) {
    while (!stopping.get()) {
      try {
        HttpResponse<String> response = rig.send(rig.get("/users/a", null));
        (response.statusCode() == 200 ? answered : dropped).incrementAndGet();
      } catch (RuntimeException e) {
        dropped.incrementAndGet();
      }
    }
  }
}
