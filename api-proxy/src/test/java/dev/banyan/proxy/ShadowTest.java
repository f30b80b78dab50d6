package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
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
}
