package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import dev.banyan.proxy.forward.BreakerConfig;
import io.vertx.core.buffer.Buffer;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackTest {

  private static final String READ = "/users/a/following";
  private static final String IMPATIENT_READ = "/users/a/following/b";
  private static final String WRITE = "/users/a/following/b";
  private ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void onServerless() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
  }

  @Test
  void unavailableServerless_isReplacedByLegacy() {
    onServerless();
    for (int status : new int[] {500, 502, 503, 504}) {
      rig.serverless.answer = request -> request.response().setStatusCode(status).end("no");

      HttpResponse<String> response = rig.send(rig.get(READ, "a"));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("X-Banyan-Side")).contains("legacy");
    }
    assertThat(rig.status("relationships").getInteger("fallbacks")).isEqualTo(4);
  }

  /** Or each such read would keep a connection. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4_000})
  void answerWithoutEndThatNobodyWants_isGivenUp(int piece) throws Exception {
    onServerless();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    rig.serverless.answer =
        request -> {
          request.connection().closeHandler(gone -> closed.complete(null));
          request.response().setStatusCode(500).setChunked(true);
          rig.serverless.every(
              5, () -> request.response().write(Buffer.buffer(new byte[piece])).succeeded());
        };

    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");
    closed.get(10, TimeUnit.SECONDS);
  }

  @Test
  void shortAnswerThatNobodyWants_leavesItsConnectionToTheNext() {
    onServerless();
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    rig.serverless.answer =
        request -> {
          connections.add(request.connection());
          request.response().setStatusCode(500).end("no");
        };
    for (int i = 0; i < 10; i++) {
      assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");
    }
    assertThat(connections).hasSizeLessThanOrEqualTo(2); // one on each event loop
  }

  @Test
  void slowServerless_isReplacedByLegacy() {
    onServerless();
    rig.serverless.answer = request -> {};

    assertThat(rig.side(rig.get(IMPATIENT_READ, "a"))).isEqualTo("legacy");
  }

  @Test
  void absentServerless_isReplacedByLegacy() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    rig.close();
    rig = new ProxyRig(p -> ProxyRig.withServerless(p, "http://127.0.0.1:" + free));
    onServerless();

    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");
  }

  @Test
  void ordinaryAnswersOfServerless_areNotReplaced() {
    onServerless();
    rig.serverless.answer = request -> request.response().setStatusCode(404).end();
    assertThat(rig.send(rig.get(READ, "a")).statusCode()).isEqualTo(404);
  }

  @Test
  void writes_areNeverAskedTwice() {
    rig.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    rig.serverless.answer = request -> request.response().setStatusCode(503).end();

    assertThat(rig.send(rig.put(WRITE, "a")).statusCode()).isEqualTo(503);
    assertThat(rig.legacy.seen).isEmpty();
  }

  @Test
  void breaker_sparesServerlessAndTriesAgain() {
    rig.close();
    rig =
        new ProxyRig(
            p -> ProxyRig.with(p, new BreakerConfig(10, 10, 50, Duration.ofSeconds(1), 1)));
    onServerless();
    rig.serverless.answer = request -> request.response().setStatusCode(503).end();
    for (int i = 0; i < 30; i++) {
      assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");
    }
    assertThat(rig.serverless.seen.size()).isLessThan(20);
    assertThat(rig.status("relationships").getInteger("fallbacks")).isEqualTo(30);

    rig.serverless.answer = request -> request.response().end();
    ProxyRig.await(() -> rig.side(rig.get(READ, "a")).equals("serverless"));
    assertThat(rig.status("relationships").getString("breaker")).isEqualTo("CLOSED");
  }
}
