package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.control.ReadStage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators see, and what a request with the secret may ask for. */
class OperatorTest {

  private static final String READ = "/users/a/following";
  private final ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private HttpResponse<String> forced(String secret) {
    return rig.send(
        rig.request(READ)
            .header("X-Banyan-Secret", secret)
            .header("X-Banyan-Force", "serverless")
            .build());
  }

  @Test
  void force_isHonouredWithTheSecretOnlyAndNeverPassedOn() {
    HttpResponse<String> right = forced(ProxyRig.SECRET);
    assertThat(right.headers().firstValue("X-Banyan-Side")).contains("serverless");
    assertThat(right.headers().firstValue("X-Banyan-Decision").orElse(""))
        .startsWith("serverless; reason=forced; stage=LEGACY");
    assertThat(rig.serverless.seen.get(0).headers().contains("X-Banyan-Secret")).isFalse();

    HttpResponse<String> wrong = forced("a-secret-of-some-lengtH");
    assertThat(wrong.headers().firstValue("X-Banyan-Side")).contains("legacy");
    assertThat(wrong.headers().firstValue("X-Banyan-Decision")).isEmpty();
    assertThat(rig.legacy.seen.get(0).headers().contains("X-Banyan-Force")).isFalse();
    assertThat(rig.status().getInteger("wrongSecrets")).isEqualTo(1);
  }

  @Test
  void explain_saysWhatRealRequestsGet() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(50)));
    for (String user : new String[] {"u1", "u2", "u3", "u4"}) {
      JsonObject explained = rig.asked("/explain?method=GET&path=" + READ + "&user=" + user);

      assertThat(explained.getString("side")).isEqualTo(rig.side(rig.get(READ, user)));
      assertThat(explained.getString("decision")).contains("cohort");
      assertThat(explained.getString("origin")).contains("test-routes.yaml, line");
    }
    assertThat(rig.asked("/explain?method=GET&path=/other").getString("reason"))
        .isEqualTo("unrouted");
  }

  @Test
  void metrics_countByRouteSideAndStage_andTokensThatDoNotParse() {
    rig.send(rig.request(READ).header("Authorization", "Bearer rubbish").build());
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(50)));
    rig.send(rig.request(READ).header("Authorization", "Bearer rubbish").build());

    ProxyRig.await(() -> metrics().contains("stage=\"CANARY\""), this::metrics); // once it is out
    assertThat(metrics())
        .contains("banyan_proxy_requests_seconds_count{capability=\"relationships\"")
        .contains("banyan_proxy_tokens_malformed_total 1.0");
    assertThat(rig.send(rig.admin("/metrics").setHeader("Authorization", "x").build()).statusCode())
        .isEqualTo(401);
  }

  private String metrics() {
    return rig.send(rig.admin("/metrics").build()).body();
  }

  /** RFC 9110, 11.1. */
  @Test
  void schemeOfTheToken_hasNoCase() {
    String shown = rig.admin("/status").build().headers().firstValue("Authorization").orElseThrow();

    assertThat(status(shown.replace("Bearer", "bearer"))).isEqualTo(200);
    assertThat(status(shown + "x")).isEqualTo(401);
    assertThat(status(shown.substring("Bearer ".length()))).isEqualTo(401);
  }

  private int status(String authorization) {
    return rig.send(rig.admin("/status").setHeader("Authorization", authorization).build())
        .statusCode();
  }

  @Test
  void malformedQuery_is400() throws Exception {
    String shown = rig.admin("/status").build().headers().firstValue("Authorization").orElseThrow();
    RawClient.Back back =
        RawClient.send(
            rig.proxy.adminPort(),
            RawClient.bytes(
                "GET /explain?method=%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: "
                    + shown
                    + "\r\n\r\n"),
            RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(400);
  }

  @Test
  void bodyWithoutEnd_isNotReadWithoutEnd() throws Exception {
    String head = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.adminPort())) {
      socket.getOutputStream().write(RawClient.bytes(head));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  socket.getOutputStream().write(new byte[100_000]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void newerRecord_isNotActedOnAndSaidSo() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.store.unreadable = Map.of("relationships", "schema 2");
    rig.store.change("relationships", c -> c.withReadStage(ReadStage.LEGACY));
    rig.change("feed", c -> c.withReadStage(ReadStage.SERVERLESS));

    ProxyRig.await(
        () ->
            rig.asked("/health").getJsonArray("unreadableCapabilities").contains("relationships"));
    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("serverless");
    assertThat(rig.side(rig.get("/feed", "a"))).isEqualTo("serverless");
    rig.store.unreadable = Map.of();
    ProxyRig.await(() -> rig.side(rig.get(READ, "a")).equals("legacy"));
  }

  @Test
  void unreachableUpstream_isUnhealthyForItsRoutesOnly() {
    rig.serverless.close();
    rig.change("feed", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.send(rig.get("/feed", "a"));

    assertThat(rig.status().getJsonObject("routes").getJsonObject("failing").encode())
        .contains("serverless is not reachable");
    assertThat(rig.asked("/health").getString("status")).isEqualTo("UP");
  }
}
