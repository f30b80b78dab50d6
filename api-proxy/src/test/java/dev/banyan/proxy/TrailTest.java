package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import dev.banyan.proxy.accesslog.AccessLogConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request has one correlation id and one trace, wherever it goes. */
class TrailTest {

  private static final String READ = "/users/a/following";

  @TempDir private Path folder;
  private Path log;
  private ProxyRig rig;

  @BeforeEach
  void start() {
    log = folder.resolve("access.log");
    AccessLogConfig file = new AccessLogConfig(log.toString(), 100);
    rig = new ProxyRig(p -> ProxyRig.with(p, Records.with(p.routing(), "accessLog", file)));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void assertOneTrail() throws IOException {
    ProxyRig.await(() -> !rig.legacy.seen.isEmpty() && !rig.serverless.seen.isEmpty());
    TestSide.Seen legacy = rig.legacy.seen.get(0);
    TestSide.Seen serverless = rig.serverless.seen.get(0);
    assertThat(correlation(legacy)).hasSize(32).isEqualTo(correlation(serverless));
    assertThat(trace(legacy)).isEqualTo(trace(serverless));
    assertThat(logged()).isEqualTo(correlation(legacy));
  }

  private static String correlation(TestSide.Seen seen) {
    return seen.headers().get("X-Correlation-Id");
  }

  private static String trace(TestSide.Seen seen) {
    return seen.headers().get("traceparent").substring(0, 35);
  }

  private String logged() throws IOException {
    ProxyRig.await(() -> log.toFile().length() > 0);
    return new JsonObject(Files.readAllLines(log).get(0)).getString("correlationId");
  }

  @Test
  void fallback_keepsIt() throws IOException {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.serverless.answer = request -> request.response().setStatusCode(503).end();

    rig.send(rig.get(READ, "a"));

    assertOneTrail();
  }

  @Test
  void shadowCopy_keepsIt() throws IOException {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SHADOW));

    rig.send(rig.get(READ, "a"));

    assertOneTrail();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "é"})
  void unfitId_isReplacedInTheLogToo(String given) throws IOException {
    String request = "GET /a HTTP/1.1\r\nHost: h\r\nX-Correlation-Id: " + given + "\r\n\r\n";
    RawClient.answer(rig.proxy.port(), RawClient.bytes(request), "}");

    assertThat(logged()).isEqualTo(correlation(rig.legacy.seen.get(0))).hasSize(32);
  }

  @Test
  void longId_isReplacedInTheLogToo() throws IOException {
    HttpRequest request = rig.request("/a").header("X-Correlation-Id", "x".repeat(5_000)).build();
    rig.send(request);

    assertThat(logged()).isEqualTo(correlation(rig.legacy.seen.get(0))).hasSize(32);
  }

  @Test
  void secretVariable_isMaskedInTheLog() throws IOException {
    rig.close();
    Path routes = folder.resolve("routes.yaml");
    Files.writeString(
        routes,
        "routes:\n  - {method: GET, path: '/reset/{token}/{id}', capability: c, access: read}\n");
    AccessLogConfig file = new AccessLogConfig(log.toString(), 100);
    rig =
        new ProxyRig(
            p ->
                ProxyRig.with(
                    ProxyRig.withRoutes(p, routes.toString()),
                    Records.with(p.routing(), "accessLog", file)));

    rig.send(rig.get("/reset/abc/7", null));

    logged();
    assertThat(new JsonObject(Files.readAllLines(log).get(0)).getString("path"))
        .isEqualTo("/reset/***/7");
  }

  @Test
  void malformedWatermark_isCountedAndSaidOnceAMinute() {
    rig.legacy.answer = r -> r.response().putHeader("X-Banyan-Watermark", "yesterday").end();
    try (Printed printed = new Printed()) {
      rig.send(rig.get(READ, "a"));
      rig.send(rig.get(READ, "a"));

      HttpRequest metrics = rig.admin("/metrics").build();
      assertThat(rig.send(metrics).body()).contains("banyan_proxy_ownwrites_malformed 2.0");
      assertThat(printed.lines("'yesterday'")).isEqualTo(1);
    }
  }
}
