package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyingTest {

  private ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void requestHeaders_ofOneConnectionAndOfOursStayHere() throws IOException {
    raw(
        """
        GET /users/a HTTP/1.1\r
        Host: public.example\r
        Connection: close, X-Hop\r
        X-Hop: 1\r
        Keep-Alive: timeout=5\r
        TE: trailers\r
        Proxy-Authorization: secret\r
        X-Banyan-Position: 9\r
        X-Forwarded-For: 6.6.6.6\r
        X-Forwarded-Host: evil.example\r
        X-Kept: 1\r
        X-Kept: 2\r
        \r
        """);

    MultiMap headers = rig.legacy.seen.get(0).headers();
    assertThat(headers.names())
        .extracting(String::toLowerCase)
        .doesNotContain(
            "x-hop", "keep-alive", "te", "proxy-authorization", "x-banyan-position", "connection");
    assertThat(headers.getAll("X-Kept")).containsExactly("1", "2");
    assertThat(headers.get("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(headers.get("X-Forwarded-Proto")).isEqualTo("http");
    assertThat(headers.get("X-Forwarded-Host")).isEqualTo("public.example");
    assertThat(headers.get("Host")).isEqualTo("127.0.0.1:" + rig.legacy.port());
    assertThat(headers.get("X-Correlation-Id")).matches("[0-9a-f]{32}");
    assertThat(headers.get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void correlationAndTrace_arePassedOn() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    rig.send(
        rig.request("/users/a")
            .header("X-Correlation-Id", "c-1")
            .header("traceparent", trace)
            .build());

    MultiMap headers = rig.legacy.seen.get(0).headers();
    assertThat(headers.get("X-Correlation-Id")).isEqualTo("c-1");
    assertThat(headers.get("traceparent")).isEqualTo(trace);
  }

  @Test
  void answerHeaders_ofOneConnectionStayHere() {
    rig.legacy.answer =
        request ->
            request
                .response()
                .putHeader("Connection", "X-Hop")
                .putHeader("X-Hop", "1")
                .putHeader("X-Banyan-Position", ProxyRig.POSITION_1)
                .putHeader("X-Banyan-Capability", "forged")
                .putHeader("X-Banyan-Other", "1")
                .putHeader("Set-Cookie", (Iterable<String>) java.util.List.of("a=1", "b=2"))
                .setStatusCode(201)
                .end("made");

    HttpResponse<String> response = rig.send(rig.get("/users/a", null));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("X-Hop")).isEmpty();
    assertThat(response.headers().firstValue("X-Banyan-Capability")).isEmpty();
    assertThat(response.headers().firstValue("X-Banyan-Other")).isEmpty();
    assertThat(response.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(response.headers().firstValue("X-Banyan-Position")).contains(ProxyRig.POSITION_1);
  }

  @Test
  void answersWithoutBody_leaveTheConnectionUsable() throws IOException {
    rig.legacy.answer =
        request -> {
          switch (request.path()) {
            case "/head" -> request.response().putHeader("Content-Length", "1234").end();
            case "/none" -> request.response().setStatusCode(204).end();
            case "/same" -> request.response().setStatusCode(304).putHeader("ETag", "\"1\"").end();
            default -> request.response().end("last");
          }
        };

    String answers =
        raw(
            """
            HEAD /head HTTP/1.1\r
            Host: h\r
            \r
            GET /none HTTP/1.1\r
            Host: h\r
            \r
            GET /same HTTP/1.1\r
            Host: h\r
            \r
            GET /body HTTP/1.1\r
            Host: h\r
            Connection: close\r
            \r
            """);

    assertThat(answers.split("HTTP/1.1 ")).hasSize(5);
    assertThat(answers).containsIgnoringCase("content-length: 1234").contains("204 No Content");
    assertThat(answers).contains("304 Not Modified").endsWith("\r\n\r\nlast");
  }

  @Test
  void longBodies_streamBothWays() {
    rig.legacy.answer =
        request -> {
          request.response().setChunked(true);
          request.handler(buffer -> request.response().write(buffer));
          request.endHandler(end -> request.response().end());
        };
    String body = "0123456789".repeat(500_000);

    HttpResponse<String> response =
        rig.send(rig.request("/echo").POST(HttpRequest.BodyPublishers.ofString(body)).build());

    assertThat(response.body()).isEqualTo(body);
  }

  @Test
  void timeout_is504() {
    rig.legacy.answer = request -> {};

    HttpResponse<String> response = rig.send(rig.get("/users/a/following/b", null));

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.body()).isEqualTo("{\"error\":\"legacy did not answer in time\"}");
  }

  @Test
  void absentSide_is502() {
    rig.legacy.close();

    assertThat(rig.send(rig.get("/users/a", null)).statusCode()).isEqualTo(502);
  }

  @Test
  void brokenAnswer_isNotMadeToLookWhole() throws IOException {
    rig.legacy.answer =
        request -> {
          request.response().putHeader("Content-Length", "100").write("half");
          request.connection().close();
        };

    String answer = raw("GET /users/a HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(answer).doesNotContain("0\r\n\r\n");
    assertThat(answer.contains("200 OK") ? answer : "half").endsWith("half");
  }

  @Test
  void tooLongABody_is413() throws IOException {
    assertThat(raw("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    assertThat(rig.legacy.seen).isEmpty();
  }

  @Test
  void tooLongAHeader_is431() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void storeAway_goesOnAndSaysSo() {
    rig.store.away = true;
    ProxyRig.await(() -> !rig.status().getJsonObject("control").getBoolean("reachable"));

    assertThat(rig.side(rig.get("/users/a/following", "a"))).isEqualTo("legacy");
    assertThat(rig.side(rig.put("/users/a/following/b", "a"))).isEqualTo("legacy");
    assertThat(health()).contains("\"status\":\"UP\"").contains("\"control\":\"AWAY\"");
    rig.store.away = false;
    ProxyRig.await(() -> health().contains("\"control\":\"UP\""));
  }

  private String health() {
    return rig.send(admin("/health").build()).body();
  }

  private HttpRequest.Builder admin(String path) {
    return HttpRequest.newBuilder(
        java.net.URI.create("http://127.0.0.1:" + rig.proxy.adminPort() + path));
  }

  @Test
  void status_wantsTheToken() {
    assertThat(rig.send(admin("/status").build()).statusCode()).isEqualTo(401);
    assertThat(
            rig.send(admin("/status").header("Authorization", "Bearer wrong").build()).statusCode())
        .isEqualTo(401);
    assertThat(rig.status().getString("id")).isEqualTo("proxy-1");
  }

  @Test
  void close_letsRequestsUnderWayEnd() {
    rig.close();
    rig =
        new ProxyRig(
            p ->
                Records.with(
                    p, "limits", Records.with(p.limits(), "drain", Duration.ofSeconds(10))));
    rig.legacy.answerLater(500, request -> request.response().end("late"));
    CompletableFuture<HttpResponse<String>> write =
        rig.sendAsync(rig.put("/users/a/following/b", "a"));
    ProxyRig.await(() -> !rig.legacy.seen.isEmpty());

    rig.proxy.close();

    assertThat(write.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join().body())
        .isEqualTo("late");
    assertThat(rig.store.proxies()).isEmpty();
  }
}
