package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import io.vertx.core.http.HttpServerRequest;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

  private static final String READ = "/users/a/following";
  private static final String WRITE = "/users/a/following/b";
  private final ProxyRig rig = new ProxyRig();
  private volatile String watermark;

  @BeforeEach
  void answers() {
    rig.legacy.answer =
        request -> request.response().putHeader("X-Banyan-Position", ProxyRig.POSITION_2).end();
    rig.serverless.answer =
        request -> {
          if (request.path().startsWith("/banyan/watermarks/")) {
            request
                .response()
                .end(
                    watermark == null
                        ? "{\"watermark\":null}"
                        : "{\"watermark\":\"" + watermark + "\"}");
          } else {
            request.response().end();
          }
        };
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void stage(ReadStage stage) {
    rig.change("relationships", c -> c.withReadStage(stage));
  }

  private String side(String user) {
    return rig.side(rig.get(READ, user));
  }

  /** Or whoever begins writes in others' names could hold them all at the owner. */
  @Test
  void shortWriteThatIsCutBeforeItsEnd_holdsNobody() throws Exception {
    stage(ReadStage.SERVERLESS);
    String token = rig.put(WRITE, "a").headers().firstValue("Authorization").orElseThrow();
    String head =
        "PUT %s HTTP/1.1\r\nHost: h\r\nAuthorization: %s\r\nContent-Length: 10\r\n\r\nabc";
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.getOutputStream().write(RawClient.bytes(head.formatted(WRITE, token)));
      ProxyRig.await(() -> side("a").equals("legacy")); // it is on its way
    }

    ProxyRig.await(() -> side("a").equals("serverless"));
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::method).doesNotContain("PUT");
  }

  @Test
  void write_holdsItsUserAtTheOwnerUntilTheWatermarkHasPassed() {
    stage(ReadStage.SERVERLESS);
    assertThat(side("a")).isEqualTo("serverless");

    rig.send(rig.put(WRITE, "a"));

    assertThat(side("a")).isEqualTo("legacy");
    assertThat(side("b")).isEqualTo("serverless");
    watermark = ProxyRig.POSITION_1;
    ProxyRig.await(
        () ->
            ProxyRig.POSITION_1.equals(
                rig.status("relationships").getJsonObject("ownWrites").getString("watermark")));
    assertThat(side("a")).isEqualTo("legacy");
    watermark = ProxyRig.POSITION_2;
    ProxyRig.await(() -> side("a").equals("serverless"));
    assertThat(rig.status("relationships").getInteger("pinnedReads")).isGreaterThanOrEqualTo(2);
    assertThat(rig.status("relationships").getJsonObject("ownWrites").getInteger("users")).isZero();
  }

  @Test
  void watermarkOfARead_releasesToo() {
    stage(ReadStage.SERVERLESS);
    rig.send(rig.put(WRITE, "a"));
    assertThat(side("a")).isEqualTo("legacy");

    rig.serverless.answer =
        request -> request.response().putHeader("X-Banyan-Watermark", ProxyRig.POSITION_2).end("x");
    assertThat(side("b")).isEqualTo("serverless");

    assertThat(side("a")).isEqualTo("serverless");
  }

  @Test
  void writeBeforeTheCanary_holdsEverybodyUntilItHasPassed() {
    rig.send(rig.put(WRITE, "a"));
    stage(ReadStage.SERVERLESS);

    assertThat(side("a")).isEqualTo("legacy");
    assertThat(side("b")).isEqualTo("legacy");
    watermark = ProxyRig.POSITION_2;
    ProxyRig.await(() -> side("b").equals("serverless"));
    assertThat(side("a")).isEqualTo("serverless");
  }

  @Test
  void writeOnItsWay_holdsItsUser() {
    stage(ReadStage.SERVERLESS);
    Queue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    rig.legacy.answer =
        request -> {
          if (request.method().name().equals("PUT")) {
            open.add(request);
          } else {
            request.response().end();
          }
        };
    CompletableFuture<HttpResponse<String>> write = rig.sendAsync(rig.put(WRITE, "a"));
    ProxyRig.await(() -> !open.isEmpty());

    assertThat(side("a")).isEqualTo("legacy");
    assertThat(side("b")).isEqualTo("serverless");

    open.remove().response().setStatusCode(403).end();
    assertThat(write.join().statusCode()).isEqualTo(403);
    assertThat(side("a")).as("nothing was written").isEqualTo("serverless");
  }

  @Test
  void answerWithoutPosition_countsAsNow() {
    stage(ReadStage.SERVERLESS);
    rig.legacy.answer = request -> request.response().end();
    rig.send(rig.put(WRITE, "a"));

    watermark = ProxyRig.POSITION_2;
    ProxyRig.await(
        () ->
            ProxyRig.POSITION_2.equals(
                rig.status("relationships").getJsonObject("ownWrites").getString("watermark")));
    assertThat(side("a")).isEqualTo("legacy");
    watermark = "9700000002.0000000001.00000";
    ProxyRig.await(() -> side("a").equals("serverless"));
  }

  @Test
  void writeToServerless_holdsItsUserThereWithoutFallback() {
    rig.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    assertThat(side("a")).isEqualTo("legacy");
    rig.send(rig.put(WRITE, "a"));

    assertThat(side("a")).isEqualTo("serverless");
    assertThat(side("b")).isEqualTo("legacy");
    rig.serverless.answer = request -> request.response().setStatusCode(503).end();
    assertThat(rig.send(rig.get(READ, "a")).statusCode()).isEqualTo(503);
  }
}
