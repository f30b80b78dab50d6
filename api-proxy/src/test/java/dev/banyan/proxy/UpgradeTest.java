package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands behind a request for WebSocket, and what is left of one that is refused. */
class UpgradeTest {

  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

  private ProxyRig rig;

  @BeforeEach
  void start() {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig one =
        new PoolConfig(1, d.queue(), d.connect(), d.keepAlive(), d.idle(), false, false);
    rig = new ProxyRig(p -> Records.with(Records.with(p, "pool", one), "eventLoops", 1));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Agrees to the upgrade later, and gives back what it is sent. */
  private CompletionStage<?> agreeTo(CompletableFuture<?> go) {
    rig.legacy.answer =
        request -> {
          Context loop = Vertx.currentContext();
          // On its loop: bytes that come before the handler is set would be lost.
          go.thenRun(() -> loop.runOnContext(now -> echo(request)));
        };
    return go;
  }

  private static void echo(HttpServerRequest request) {
    TestSide.agree(request).onSuccess((NetSocket s) -> s.handler(s::write));
  }

  @Test
  void bytesBehindAnUpgrade_reachTheSideThatAgrees() throws IOException {
    CompletableFuture<Void> go = new CompletableFuture<>();
    agreeTo(go);

    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(UPGRADE + "\u0081\u0000with it, "));
      ProxyRig.await(() -> !rig.legacy.seen.isEmpty());
      socket.getOutputStream().write(RawClient.bytes(NEXT));
      socket.getOutputStream().write(RawClient.bytes("behind it"));
      go.complete(null);
      RawClient.Back back = RawClient.until(socket, "behind it");

      assertThat(back.statuses()).containsExactly(101);
      assertThat(back.text()).endsWith("\r\n\r\n\u0081\u0000with it, " + NEXT + "behind it");
      assertThat(back.closed()).isFalse();
    }
    assertThat(rig.legacy.seen).hasSize(1);
  }

  @Test
  void manyBytesBehindAnUpgrade_wait() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    agreeTo(go);
    String many = "0123456789".repeat(50_000);

    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(RawClient.bytes(UPGRADE + many + "end"));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      ProxyRig.await(() -> !rig.legacy.seen.isEmpty());
      go.complete(null);

      String head = head(socket);
      assertThat(head).startsWith("HTTP/1.1 101 ");
      byte[] back = socket.getInputStream().readNBytes(many.length() + 3);
      assertThat(back).isEqualTo(RawClient.bytes(many + "end"));
      sent.get(RawClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  /**
   * What follows would be read as something else by each end (RFC 9110, 7.8); and who has a side
   * answer with a status of their choice must not be given its connection.
   */
  @ParameterizedTest
  @ValueSource(strings = {"Upgrade: other\r\n", "", "Upgrade: \r\n"})
  void upgradeToWhatNobodyAskedFor_isNone(String agreed) throws IOException {
    try (RawSide side = new RawSide();
        ProxyRig other = new ProxyRig(p -> ProxyRig.withLegacy(p, side.url()))) {
      side.answer("HTTP/1.1 101 Yes\r\nConnection: upgrade\r\n" + agreed + "\r\n");

      RawClient.Back back =
          RawClient.answer(other.proxy.port(), RawClient.bytes(UPGRADE), "malformed\"}");

      assertThat(back.statuses()).containsExactly(502);
    }
  }

  /** A length there is no length of anything (RFC 9110, 8.6). */
  @Test
  void agreementWithALength_isPassedOnWithout() throws IOException {
    try (RawSide side = new RawSide();
        ProxyRig other = new ProxyRig(p -> ProxyRig.withLegacy(p, side.url()))) {
      side.answer(
          "HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
              + "Content-Length: 5\r\n\r\n");
      try (Socket socket = new Socket("127.0.0.1", other.proxy.port())) {
        socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
        socket.getOutputStream().write(RawClient.bytes(UPGRADE));

        assertThat(head(socket))
            .startsWith("HTTP/1.1 101 ")
            .doesNotContainIgnoringCase("content-length");
      }
    }
  }

  @Test
  void requestBehindARefusedUpgrade_isTheNext() throws IOException {
    rig.legacy.answer = request -> request.response().setStatusCode(403).end(request.path());

    RawClient.Back back =
        RawClient.answer(rig.proxy.port(), RawClient.bytes(UPGRADE + NEXT), "/next");

    assertThat(back.statuses()).containsExactly(403, 403);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly("/chat", "/next");
  }

  @Test
  void rubbishBehindARefusedUpgrade_isRefused() throws IOException {
    rig.legacy.answer = request -> request.response().setStatusCode(426).end("no");

    RawClient.Back back =
        RawClient.send(
            rig.proxy.port(),
            RawClient.bytes(UPGRADE + "\u0081\u0000\r\n\r\n"),
            RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(426, 400);
    assertThat(back.closed()).isTrue();
  }

  /** An earlier request that names an upgrade, too, is not taken for the one that is waited for. */
  @Test
  void upgradeBehindOther_waitsForItsOwnAnswer() throws IOException {
    rig.legacy.answer = request -> request.response().setStatusCode(403).end(request.path());
    String other = "GET /o HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(), RawClient.bytes(other + other + UPGRADE + UPGRADE + NEXT), "/next");

    assertThat(back.statuses()).containsExactly(403, 403, 403, 403, 403);
  }

  /** A refused one must not keep its connection to the side: they would soon be all taken. */
  @Test
  void refusedUpgrades_leaveTheirConnectionUsable() throws IOException {
    rig.legacy.answer = request -> request.response().setStatusCode(403).end("no");

    for (int i = 0; i < 3; i++) {
      RawClient.Back back =
          RawClient.answer(rig.proxy.port(), RawClient.bytes(UPGRADE), "\r\n\r\nno");
      assertThat(back.statuses()).containsExactly(403);
    }
  }

  /** Neither does one that was agreed to. */
  @Test
  void openWebSockets_takeNoPlaceInThePool() throws IOException {
    rig.legacy.answer =
        request -> TestSide.agree(request).onSuccess(s -> s.write(Buffer.buffer("hello")));

    try (Socket one = new Socket("127.0.0.1", rig.proxy.port())) {
      one.setSoTimeout(RawClient.PATIENCE_MILLIS);
      one.getOutputStream().write(RawClient.bytes(UPGRADE));
      assertThat(RawClient.until(one, "hello").statuses()).containsExactly(101);

      RawClient.Back other = RawClient.answer(rig.proxy.port(), RawClient.bytes(UPGRADE), "hello");
      assertThat(other.statuses()).containsExactly(101);
    }
  }
}
