package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.listen.EdgeConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What those may do to the operators' listener who only reach it, and operators to each other. */
class AdminListenerTest {

  private static final int MANY = 200;
  private static final int LET_IN = 64;
  private static final String HALF = "GET /health HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(4_000);

  private final ProxyRig rig =
      new ProxyRig(p -> ProxyRig.with(p, withHead(Duration.ofMillis(500)), EdgeConfig.DEFAULT));

  private static LimitsConfig withHead(Duration head) {
    LimitsConfig d = ProxyRig.QUICK;
    return new LimitsConfig(
        d.requestLine(),
        d.headers(),
        d.fields(),
        d.body(),
        head,
        d.bodyRate(),
        d.connections(),
        d.idle(),
        d.notice(),
        d.drain());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Socket half() throws IOException {
    Socket socket = new Socket("127.0.0.1", rig.proxy.adminPort());
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    try {
      socket.getOutputStream().write(RawClient.bytes(HALF));
    } catch (IOException e) {
      socket.close(); // it was turned away already
    }
    return socket;
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(2);
      return !socket.isClosed() && socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void halfHeads_areFewAtATime_andKeepNobodyOutForLong() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        sockets.add(half());
      }
      assertThat(sockets.stream().filter(AdminListenerTest::isOpen).count())
          .isLessThanOrEqualTo(LET_IN);
      ProxyRig.await(() -> sockets.stream().noneMatch(AdminListenerTest::isOpen));
      assertThat(rig.send(rig.admin("/health").build()).statusCode()).isEqualTo(200);
    } finally {
      close(sockets);
    }
  }

  private List<Integer> statuses(String sent) throws IOException {
    return RawClient.send(rig.proxy.adminPort(), RawClient.bytes(sent), RawClient.PATIENCE_MILLIS)
        .statuses();
  }

  @Test
  void headThatIsRefused_isToldSo() throws IOException {
    String head = "GET /health HTTP/1.1\r\nHost: h\r\nX : blank before the colon\r\n\r\n";

    assertThat(statuses(head)).containsExactly(400);
  }

  @ParameterizedTest
  @CsvSource({"5000,10,1", "10,9000,1", "10,10,60"})
  void headThatIsTooLong_isRefused(int path, int value, int fields) throws IOException {
    String head =
        "GET /"
            + "p".repeat(path)
            + " HTTP/1.1\r\nHost: h\r\n"
            + ("X: " + "x".repeat(value) + "\r\n").repeat(fields)
            + "\r\n";

    assertThat(statuses(head)).singleElement().isIn(400, 414, 431);
  }

  @Test
  void http2_isNotSpokenThere() throws IOException {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    assertThat(statuses(preface)).containsExactly(400);
  }

  @Test
  void manyQuestionsOnOneConnection_areAllAnswered() throws IOException {
    String one = "GET /health HTTP/1.1\r\nHost: h\r\n\r\n";
    String last = "GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    RawClient.Back back =
        RawClient.send(
            rig.proxy.adminPort(),
            RawClient.bytes(one.repeat(30) + last),
            RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).hasSize(31).containsOnly(200);
  }

  /** As long as the control store does. */
  @Test
  void questionThatTakesLong_holdsUpNoOther() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    rig.store.beforeAuditLog =
        () -> {
          asked.countDown();
          await(go);
        };
    try {
      CompletableFuture<HttpResponse<String>> slow =
          rig.client.sendAsync(rig.admin("/audit").build(), BodyHandlers.ofString());
      assertThat(asked.await(RawClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();

      assertThat(rig.send(rig.admin("/status").build()).statusCode()).isEqualTo(200);

      assertThat(slow).isNotDone();
    } finally {
      go.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
