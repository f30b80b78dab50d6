package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import dev.banyan.proxy.accesslog.AccessLogConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators and callers get wrong, and what is written of it. */
class BadInputTest {

  private static final String CHUNKED =
      "Transfer-Encoding: chunked\r\n\r\n41\r\n" + "a".repeat(65) + "\r\n0\r\n\r\n";

  @TempDir Path folder;
  private ProxyRig rig;

  @AfterEach
  void stop() {
    rig.close();
  }

  private void start(String routes) throws IOException {
    Path file = folder.resolve("routes.yaml");
    Files.writeString(file, routes);
    rig = new ProxyRig(p -> ProxyRig.withRoutes(p, file.toString()));
    rig.legacy.answer = request -> request.body().onSuccess(body -> request.response().end("x"));
  }

  private List<Integer> statuses(String path, String rest) throws IOException {
    byte[] request =
        RawClient.bytes("POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + rest);
    return RawClient.send(rig.proxy.port(), request, RawClient.PATIENCE_MILLIS).statuses();
  }

  @Test
  void bodyOverItsRoutesLimit_is413AndOtherRoutesKeepTheirs() throws IOException {
    start(
        "routes:\n"
            + "  - {method: POST, path: /small, capability: c, access: write, max-body: 64B}\n"
            + "  - {method: POST, path: /large, capability: c, access: write}\n");
    String fits = "Content-Length: 64\r\n\r\n" + "a".repeat(64);
    String declared = "Content-Length: 65\r\n\r\n" + "a".repeat(65);

    assertThat(statuses("/small", fits)).containsExactly(200);
    assertThat(statuses("/small", declared)).containsExactly(413);
    assertThat(statuses("/small", CHUNKED)).containsExactly(413);
    assertThat(statuses("/large", declared)).containsExactly(200);
    assertThat(statuses("/large", CHUNKED)).containsExactly(200);
  }

  @Test
  void bodyOverTheLimit_isAnsweredEvenIfTheClientSendsOnFirst() throws IOException {
    start(
        "routes:\n"
            + "  - {method: POST, path: /small, capability: c, access: write, max-body: 64B}\n");
    for (int i = 0; i < 5; i++) {
      try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
        socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(
            RawClient.bytes("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 400000\r\n\r\n"));
        ProxyRig.await(() -> available(socket) > 0);
        for (int part = 0; part < 40; part++) {
          out.write(new byte[10_000]);
        }
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 413 ");
      }
    }
  }

  private static int available(Socket socket) {
    try {
      return socket.getInputStream().available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void upstreamThatIsAwayAtStart_isUnhealthyForItsRouteOnly() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    start(
        ("upstreams: {away: {url: 'http://127.0.0.1:%d'}}\nroutes:\n"
                + "  - {method: GET, path: /a, capability: c, access: read, legacy: away}\n"
                + "  - {method: GET, path: /b, capability: c, access: read}\n")
            .formatted(closed));

    ProxyRig.await(() -> !rig.asked("/health").getJsonArray("failingRoutes").isEmpty());
    assertThat(rig.asked("/health").getJsonArray("failingRoutes")).containsExactly("GET /a");
    assertThat(rig.asked("/health").getString("status")).isEqualTo("UP");
    assertThat(rig.send(rig.get("/a", null)).statusCode()).isEqualTo(502);
    assertThat(rig.send(rig.get("/b", null)).statusCode()).isEqualTo(200);
  }

  @Test
  void capabilityThatTheStoreDoesNotHave_isToldWithPlaceAndRemedyAndStaysWithLegacy()
      throws IOException {
    start(
        "routes:\n"
            + "  - {method: GET, path: /a, capability: relationship, access: read}\n"
            + "  - {method: PUT, path: /a, capability: relationship, access: write}\n"
            + "  - {method: GET, path: /b, capability: relationships, access: read}\n");
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));

    assertThat(rig.asked("/health").getJsonArray("capabilitiesWithoutRecord"))
        .containsExactly("relationship");
    assertThat(
            rig.status()
                .getJsonObject("routes")
                .getJsonObject("unrecorded")
                .getString("relationship"))
        .contains("routes.yaml, line 2: the control store has no capability 'relationship'")
        .contains("(GET /a and 1 more): did you mean 'relationships'?")
        .contains("go to legacy");
    assertThat(rig.side(rig.get("/a", "alice"))).isEqualTo("legacy");
    assertThat(rig.side(rig.get("/b", "alice"))).isEqualTo("serverless");

    rig.store.unreadable = Map.of("relationship", "its record is of a newer version");
    ProxyRig.await(() -> rig.asked("/health").getJsonArray("capabilitiesWithoutRecord").isEmpty());
    rig.store.unreadable = Map.of();
    rig.change("relationship", c -> c.withAnnounced(true));
    assertThat(rig.asked("/health").getJsonArray("capabilitiesWithoutRecord")).isEmpty();
  }

  @Test
  void tokenThatDoesNotParse_isAnonymousAndCounted() throws IOException {
    start("routes:\n  - {method: GET, path: /a, capability: c, access: read}\n");
    rig.change("c", c -> c.withReadStage(ReadStage.canary(99)));
    for (String token : List.of("x", "a.b", "e30.e30.e30", "a.%%%.c", "..")) {
      assertThat(rig.side(rig.request("/a").header("Authorization", "Bearer " + token).build()))
          .as(token)
          .isEqualTo("legacy");
    }

    assertThat(rig.status().getLong("malformedTokens")).isBetween(4L, 5L);
  }

  @Test
  void accessLog_saysWhoWentWhereAndWhyAndNothingSecret() throws IOException {
    Path log = folder.resolve("access.log");
    rig =
        new ProxyRig(
            p ->
                ProxyRig.with(
                    p,
                    Records.with(
                        p.routing(), "accessLog", new AccessLogConfig(log.toString(), 100))));
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.send(
        rig.request("/users/a/following?password=hidden")
            .header("Authorization", ProxyRig.bearer("alice"))
            .header("X-Correlation-Id", "c-1")
            .build());

    ProxyRig.await(() -> text(log).endsWith("\n"));
    JsonObject line = new JsonObject(text(log).lines().findFirst().orElseThrow());
    assertThat(line.getString("method")).isEqualTo("GET");
    assertThat(line.getString("path")).isEqualTo("/users/a/following");
    assertThat(line.getString("route")).isEqualTo("GET /users/{id}/following");
    assertThat(line.getString("capability")).isEqualTo("relationships");
    assertThat(line.getString("side")).isEqualTo("serverless");
    assertThat(line.getString("decision")).contains("reason=stage").contains("stage=SERVERLESS");
    assertThat(line.getInteger("status")).isEqualTo(200);
    assertThat(line.getLong("micros")).isPositive();
    assertThat(line.getString("correlationId")).isEqualTo("c-1");
    assertThat(line.getInstant("at")).isNotNull();
    assertThat(text(log)).doesNotContain("hidden", "alice", "Bearer");
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
