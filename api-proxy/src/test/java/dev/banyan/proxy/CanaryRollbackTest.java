package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Evidence;
import dev.banyan.control.ReadStage;
import dev.banyan.proxy.canary.CanaryConfig;
import dev.banyan.proxy.forward.RetryConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CanaryRollbackTest {

  private final ProxyRig rig =
      new ProxyRig(
          p ->
              ProxyRig.with(
                  p,
                  ProxyRig.routing(
                      new CanaryConfig(
                          true,
                          Duration.ofMillis(50),
                          20,
                          2,
                          1,
                          5,
                          1.5,
                          Duration.ofSeconds(2),
                          Duration.ofHours(1)),
                      RetryConfig.DEFAULT)));

  @AfterEach
  void stop() {
    rig.close();
  }

  private ReadStage stage() {
    return rig.store.capability("relationships").orElseThrow().readStage();
  }

  private void reads(int users) {
    for (int i = 0; i < users; i++) {
      rig.send(rig.get("/users/a/following", "user" + i));
    }
  }

  @Test
  void failingCanary_goesBackByItselfThoughClientsSawNoError() {
    rig.serverless.answer = request -> request.response().setStatusCode(500).end();
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(50)));

    ProxyRig.await(
        () -> {
          reads(40);
          return stage().equals(ReadStage.SHADOW);
        });
    var log = rig.store.auditLog("relationships");
    var last = log.get(log.size() - 1);
    assertThat(last.who()).isEqualTo("proxy proxy-1");
    assertThat(last.change()).isEqualTo("reads CANARY(50) -> SHADOW");
    assertThat(last.reason()).contains("GET /users/{id}/following").contains("failed");
    assertThat(rig.store.evidence("relationships", Evidence.Kind.CANARY).orElseThrow().good())
        .isFalse();
  }

  @Test
  void goodCanary_staysAndIsEvidence_andIsTheSafeStageOfTheNext() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(40)));
    ProxyRig.await(
        () -> {
          reads(100);
          return rig.store
              .evidence("relationships", Evidence.Kind.CANARY)
              .filter(Evidence::good)
              .isPresent();
        });
    assertThat(stage()).isEqualTo(ReadStage.canary(40));

    rig.serverless.answer = request -> request.response().setStatusCode(503).end();
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(60)));
    ProxyRig.await(
        () -> {
          reads(40);
          return !stage().equals(ReadStage.canary(60));
        });

    assertThat(rig.store.auditLog("relationships"))
        .anyMatch(entry -> entry.change().equals("reads CANARY(60) -> CANARY(40)"));
  }

  @Test
  void failuresAfterTheLastStage_goBackToo() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(50)));
    ProxyRig.await(
        () -> {
          reads(100);
          return rig.store.evidence("relationships", Evidence.Kind.CANARY).isPresent();
        });
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    reads(60);
    assertThat(stage()).isEqualTo(ReadStage.SERVERLESS);

    rig.serverless.answer = request -> request.response().setStatusCode(500).end();
    ProxyRig.await(
        () -> {
          reads(40);
          return !stage().equals(ReadStage.SERVERLESS);
        });

    assertThat(rig.store.auditLog("relationships"))
        .anyMatch(
            entry ->
                entry.change().equals("reads SERVERLESS -> CANARY(50)")
                    && entry.reason().contains("of legacy's"));
  }

  @Test
  void failuresOnServerless_goBackAlsoIfLegacyWasNeverCompared() {
    rig.serverless.answer = request -> request.response().setStatusCode(500).end();
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));

    ProxyRig.await(
        () -> {
          reads(40);
          return stage().equals(ReadStage.SHADOW);
        });
    assertThat(rig.store.auditLog("relationships"))
        .anyMatch(entry -> entry.reason().contains("5.0 % are allowed"));
  }

  @Test
  void afterTheWritesHaveMoved_readsStay() {
    rig.serverless.answer = request -> request.response().setStatusCode(500).end();
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.change("relationships", c -> c.held());
    rig.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    reads(200);

    rig.change("feed", c -> c.withReadStage(ReadStage.canary(50)));
    ProxyRig.await(
        () -> rig.asked("/canary?capability=feed").getString("stage").equals("CANARY(50)"));
    assertThat(stage()).isEqualTo(ReadStage.SERVERLESS);
    assertThat(rig.asked("/canary?capability=relationships").getInteger("failedChecks")).isZero();
  }

  @Test
  void tooFewRequests_areInconclusive() {
    rig.serverless.answer = request -> request.response().setStatusCode(500).end();
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(50)));
    reads(10);

    ProxyRig.await(
        () ->
            rig.asked("/canary?capability=relationships")
                .getJsonObject("routes")
                .encode()
                .contains("INCONCLUSIVE"));
    assertThat(rig.asked("/canary?capability=relationships").getInteger("failedChecks")).isZero();
    assertThat(stage()).isEqualTo(ReadStage.canary(50));
  }
}
