package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import dev.banyan.proxy.shadow.ShadowConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShadowTest {

  private static final String READ = "/users/a/following?secret=x";
  private ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void shadowed() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SHADOW));
  }

  private JsonObject counters() {
    return rig.status("relationships")
        .getJsonObject("shadow")
        .getJsonObject("routes")
        .getJsonObject("GET /users/{id}/following");
  }

  private void answers(String legacy, String serverless) {
    rig.legacy.answer = request -> request.response().end(legacy);
    rig.serverless.answer = request -> request.response().end(serverless);
  }

  @Test
  void sameJson_matchesWhateverItsForm() {
    answers("{\"items\":[\"a\",\"b\"],\"n\":1}", "{ \"n\":1.0, \"items\":[\"a\",\"b\"] }");
    shadowed();

    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");

    ProxyRig.await(() -> counters().getInteger("compared") == 1);
    assertThat(counters().getInteger("matched")).isEqualTo(1);
    assertThat(rig.serverless.seen).hasSize(1);
    assertThat(rig.serverless.seen.get(0).headers().get("Authorization")).startsWith("Bearer");
  }

  @Test
  void differences_areNamedWithoutValues() {
    answers(
        "{\"items\":[\"a\",\"b\"],\"next\":null,\"name\":\"top-secret\",\"t\":1}",
        "{\"items\":[\"b\",\"a\"],\"name\":\"other-secret\",\"t\":\"1\",\"more\":1}");
    shadowed();
    rig.send(rig.get(READ, "a"));

    ProxyRig.await(() -> counters().getInteger("differed") == 1);
    JsonArray samples = rig.status("relationships").getJsonObject("shadow").getJsonArray("samples");
    assertThat(samples.encode()).doesNotContain("secret");
    assertThat(samples.getJsonObject(0).getString("path")).isEqualTo("/users/a/following");
    assertThat(samples.getJsonObject(0).getJsonArray("differences"))
        .containsExactlyInAnyOrder(
            "$.items.order", "$.more.extra", "$.name.value", "$.next.missing", "$.t.type");
  }

  @Test
  void slowServerless_delaysNothingAndTheQueueDrops() {
    rig.close();
    rig = new ProxyRig(p -> ProxyRig.with(p, ProxyRig.shadow(2, 1)));
    rig.serverless.answer = request -> {};
    shadowed();
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    assertThat(counters().getInteger("dropped")).isGreaterThanOrEqualTo(16);
    assertThat(counters().getInteger("compared")).isZero();
  }

  @Test
  void longBody_reachesTheClientAndIsNotCompared() {
    String body = "\"" + "x".repeat(400_000) + "\"";
    answers(body, body);
    shadowed();

    assertThat(rig.send(rig.get(READ, "a")).body()).isEqualTo(body);
    ProxyRig.await(() -> counters().getInteger("dropped") == 1);
  }

  /** Kept whole, one answer without end took all memory. */
  @Test
  void endlessAnswer_isCutAndNotCompared() throws Exception {
    CompletableFuture<Void> cut = new CompletableFuture<>();
    rig.serverless.answer = request -> endless(request.response().setChunked(true), cut);
    shadowed();

    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("legacy");

    cut.get(10, TimeUnit.SECONDS);
    ProxyRig.await(() -> counters().getInteger("notComparable") == 1);
    assertThat(counters().getInteger("failed")).isZero();
    JsonObject report = rig.asked("/shadow?capability=relationships");
    assertThat(report.encode()).contains("serverless: longer than 262144 bytes");
  }

  private static void endless(HttpServerResponse to, CompletableFuture<Void> cut) {
    to.closeHandler(closed -> cut.complete(null));
    to.exceptionHandler(broken -> {});
    writeOn(to);
  }

  private static void writeOn(HttpServerResponse to) {
    to.write("x".repeat(10_000)).onSuccess(written -> writeOn(to));
  }

  /** Bytes that trickle, as events do, are no end. */
  @Test
  void answerWithoutAnEnd_fails_andOthersAreCompared() throws Exception {
    rig.close();
    ShadowConfig one = Records.with(ProxyRig.shadow(10, 1), "timeout", Duration.ofMillis(300));
    rig = new ProxyRig(p -> ProxyRig.with(p, one));
    CompletableFuture<Void> cut = new CompletableFuture<>();
    rig.serverless.answer =
        request -> {
          HttpServerResponse to = request.response().setChunked(true);
          to.closeHandler(closed -> cut.complete(null));
          rig.serverless.every(20, () -> to.write("."));
        };
    shadowed();
    rig.send(rig.get(READ, "a"));
    ProxyRig.await(() -> !rig.serverless.seen.isEmpty());
    rig.serverless.answer = request -> request.response().end("{}");

    rig.send(rig.get(READ, "b"));

    ProxyRig.await(() -> counters().getInteger("compared") == 1);
    assertThat(counters().getInteger("failed")).isEqualTo(1);
    cut.get(10, TimeUnit.SECONDS);
  }

  /** As the data path asks them: some speak nothing else. */
  @Test
  void sidesInHttp2_areAskedInIt() {
    rig.close();
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig http2 =
        new PoolConfig(d.size(), d.queue(), d.connect(), d.keepAlive(), d.idle(), true, true);
    rig = new ProxyRig(p -> Records.with(p, "pool", http2));
    Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
    AtomicInteger asked = new AtomicInteger();
    rig.legacy.answer =
        request -> {
          versions.add(request.version());
          request.response().end("{}");
        };
    rig.serverless.answer = // differs once, so that both sides are asked again
        request -> {
          versions.add(request.version());
          request.response().end(asked.getAndIncrement() == 0 ? "[]" : "{}");
        };
    shadowed();

    rig.send(rig.get(READ, "a"));

    ProxyRig.await(() -> counters().getInteger("matched") == 1);
    assertThat(asked).hasValue(2);
    assertThat(versions).containsExactly(HttpVersion.HTTP_2);
  }
}
