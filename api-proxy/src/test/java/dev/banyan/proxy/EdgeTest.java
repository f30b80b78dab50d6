package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocols on either side, and what is said of the way. */
class EdgeTest {

  private ProxyRig rig;

  @AfterEach
  void stop() {
    if (rig != null) {
      rig.close();
    }
  }

  private static EdgeConfig edge(String trusted, boolean loops) {
    EdgeConfig d = EdgeConfig.DEFAULT;
    return new EdgeConfig("", "", d.reload(), true, trusted, "here", loops, false, true);
  }

  private MultiMap forwarded() {
    return rig.legacy.seen.get(0).headers();
  }

  @Test
  void http2ByUpgrade_reachesTheSide() throws Exception {
    rig = new ProxyRig();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    HttpResponse<String> response =
        client.send(rig.request("/users/a").build(), HttpResponse.BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.body()).contains("legacy");
    assertThat(forwarded().get("Via")).isEqualTo("2 banyan");
    assertThat(forwarded().contains("http2-settings")).isFalse();
  }

  @Test
  void http2ByPriorKnowledge_carriesBodiesAndCookies() throws Exception {
    rig = new ProxyRig();
    rig.legacy.answer = request -> request.body().onSuccess(body -> request.response().end(body));
    HttpClientAgent client = http2();

    HttpClientRequest request = get(client.request(options(HttpMethod.POST, "/users/a")));
    request.headers().add("cookie", "a=1").add("cookie", "b=2");
    io.vertx.core.Future<Buffer> answered = request.response().compose(r -> r.body());
    request.end(Buffer.buffer("x".repeat(200_000)));
    Buffer back = get(answered);

    assertThat(back.length()).isEqualTo(200_000);
    assertThat(forwarded().getAll("Cookie")).containsExactly("a=1; b=2");
    get(client.close());
  }

  @Test
  void http2RequestThatHttp1CannotCarry_isRefused() throws Exception {
    rig = new ProxyRig();
    HttpClientAgent client = http2();

    for (String path : List.of("/a%00b", "/a b", "/a#b", "/a%2Fb")) {
      int status =
          get(client.request(options(HttpMethod.GET, path)).compose(r -> r.send())).statusCode();
      assertThat(status).as(path).isEqualTo(400);
    }
    assertThat(rig.legacy.seen).isEmpty();
    get(client.close());
  }

  @Test
  void http2ToASide_isSpokenWhereConfigured() throws Exception {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig pool =
        new PoolConfig(d.size(), d.queue(), d.connect(), d.keepAlive(), d.idle(), true, false);
    rig = new ProxyRig(p -> ProxyRig.with(p, p.limits(), p.edge(), pool));
    CompletableFuture<HttpVersion> version = new CompletableFuture<>();
    rig.legacy.answer =
        request -> {
          version.complete(request.version());
          request.response().end("x");
        };

    assertThat(rig.send(rig.get("/users/a", null)).body()).isEqualTo("x");
    assertThat(version.get(10, TimeUnit.SECONDS)).isEqualTo(HttpVersion.HTTP_2);
  }

  @Test
  void tls_offersHttp2AndReloadsItsCertificate(@TempDir Path files) throws Exception {
    TestCertificate certificate = startWithTls(files, Duration.ofMillis(50));
    HttpClientAgent client =
        rig.vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
    int status =
        get(client.request(options(HttpMethod.GET, "/users/a")).compose(r -> r.send()))
            .statusCode();

    assertThat(status).isEqualTo(200);
    assertThat(forwarded().get("X-Forwarded-Proto")).isEqualTo("https");
    assertThat(subject()).contains("one.example");
    assertThat(overTls("GET /a HTTP/1.1\r\nHost: h\r\nX : 1\r\n\r\n")).startsWith("HTTP/1.1 400");

    Files.writeString(certificate.certificate(), "half a certificate");
    certificate.put("two");
    ProxyRig.await(() -> subject().contains("two.example"));
    get(client.close());
  }

  /** As curl asks that is told to speak HTTP/1.0. */
  @ParameterizedTest
  @ValueSource(strings = {"http/1.0", "http/1.1"})
  void tlsForHttp1Alone_isAgreedOn(String protocol, @TempDir Path folder) throws Exception {
    startWithTls(folder, Duration.ofHours(1));
    try (SSLSocket socket = TrustAll.socket(rig.proxy.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes("GET /a HTTP/1.0\r\nHost: h\r\n\r\n"));

      assertThat(RawClient.read(socket).statuses()).containsExactly(200);
      assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
    }
  }

  /** A TLS connection that ends in order would say that the answer is whole. */
  @Test
  void answerCutOff_resetsTlsInHttp10(@TempDir Path folder) throws Exception {
    startWithTls(folder, Duration.ofHours(1));
    rig.legacy.answer =
        request ->
            request
                .response()
                .setChunked(true)
                .write("half")
                .onComplete(sent -> request.connection().close());

    try (SSLSocket socket = tlsSocket()) {
      socket.getOutputStream().write(RawClient.bytes("GET /a HTTP/1.0\r\n\r\n"));

      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Starts with a certificate for one.example, whose files are looked at so often. */
  private TestCertificate startWithTls(Path folder, Duration reload) {
    TestCertificate certificate = new TestCertificate(folder);
    certificate.put("one");
    EdgeConfig tls = certificate.edge(reload);
    rig = new ProxyRig(p -> ProxyRig.with(p, p.limits(), tls));
    return certificate;
  }

  private SSLSocket tlsSocket() {
    try {
      SSLSocket socket = TrustAll.socket(rig.proxy.port());
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.startHandshake();
      return socket;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String subject() {
    try (SSLSocket socket = tlsSocket()) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String overTls(String request) throws IOException {
    try (SSLSocket socket = tlsSocket()) {
      socket.getOutputStream().write(RawClient.bytes(request));
      return RawClient.read(socket).text();
    }
  }

  @Test
  void webSocket_passesBothWays() throws Exception {
    rig = new ProxyRig();
    rig.legacy.answer =
        request ->
            request
                .toWebSocket()
                .onSuccess(
                    socket ->
                        socket.textMessageHandler(text -> socket.writeTextMessage("re: " + text)));
    CompletableFuture<String> heard = new CompletableFuture<>();

    WebSocket socket =
        rig.client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + rig.proxy.port() + "/chat"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    heard.complete(text.toString());
                    return null;
                  }
                })
            .get(10, TimeUnit.SECONDS);
    socket.sendText("hello", true);

    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("re: hello");
    socket.abort();
  }

  @Test
  void webSocketThatTheSideRefuses_staysHttp() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer = request -> request.response().setStatusCode(403).end("no");
    String upgrade =
        "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    RawClient.Back back =
        RawClient.answer(rig.proxy.port(), RawClient.bytes(upgrade), "\r\n\r\nno");

    assertThat(back.statuses()).containsExactly(403);
  }

  @Test
  void events_areFlushedAtOnce() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer =
        request -> {
          request.response().putHeader("Content-Type", "text/event-stream").setChunked(true);
          request.response().writeHead();
          rig.vertx.setTimer(100, id -> request.response().write("data: 1\n\n"));
        };
    String request = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";

    RawClient.Back back =
        RawClient.answer(rig.proxy.port(), RawClient.bytes(request), "data: 1\n\n");

    assertThat(back.closed()).isFalse();
    assertThat(back.text()).containsIgnoringCase("text/event-stream");
  }

  @Test
  void head_doesNotWaitForTheBody() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer = request -> request.response().setChunked(true).writeHead();

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(), RawClient.bytes("GET /e HTTP/1.1\r\nHost: h\r\n\r\n"), "\r\n\r\n");

    assertThat(back.statuses()).containsExactly(200);
  }

  @Test
  void trailersOfAnAnswer_pass() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer =
        request -> {
          request.response().setChunked(true).putHeader("Trailer", "X-Sum").write("body");
          request.response().putTrailer("X-Sum", "7").end();
        };

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(), RawClient.bytes("GET /t HTTP/1.1\r\nHost: h\r\n\r\n"), "X-Sum: 7");

    assertThat(back.text()).contains("Trailer: X-Sum").contains("\r\n0\r\nX-Sum: 7\r\n\r\n");
  }

  @Test
  void expectContinue_isAnsweredWhenThereIsSomebodyToSendTo() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer = request -> request.body().onSuccess(body -> request.response().end(body));
    String head = "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n";

    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(head + "Content-Length: 4\r\n\r\n"));
      assertThat(RawClient.until(socket, "\r\n\r\n").statuses()).containsExactly(100);
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes("body"));
      assertThat(RawClient.until(socket, "body").statuses()).containsExactly(200);
    }
    RawClient.Back tooLarge =
        RawClient.send(
            rig.proxy.port(),
            RawClient.bytes(head + "Content-Length: 99999999999\r\n\r\n"),
            RawClient.PATIENCE_MILLIS);
    assertThat(tooLarge.statuses()).containsExactly(413);
  }

  @Test
  void wayOfARequest_isToldAndOnlyTrustedPeersAreBelieved() {
    rig = new ProxyRig(p -> ProxyRig.with(p, p.limits(), edge("10.0.0.0/8, 127.0.0.1", false)));
    rig.send(
        rig.request("/users/a")
            .header("X-Forwarded-For", "6.6.6.6")
            .header("X_Forwarded_For", "9.9.9.9")
            .header("X_Correlation-Id", "evil")
            .header("Forwarded", "for=6.6.6.6")
            .header("Via", "1.1 front")
            .build());

    assertThat(forwarded().get("X-Forwarded-For")).isEqualTo("6.6.6.6, 127.0.0.1");
    assertThat(forwarded().names())
        .as("CGI reads both as one")
        .doesNotContain("X_Forwarded_For", "X_Correlation-Id")
        .contains("X-Correlation-Id");
    assertThat(forwarded().get("Forwarded"))
        .startsWith("for=6.6.6.6, for=127.0.0.1;proto=http;host=\"127.0.0.1:");
    assertThat(forwarded().get("Via")).isEqualTo("1.1 front, 1.1 here");
  }

  /** A client does not choose how a body is framed to a side. */
  @Test
  void lengthThatConnectionNames_stays() throws IOException {
    rig = new ProxyRig();
    String request =
        "POST /users/a HTTP/1.1\r\nHost: h\r\nConnection: close, Content-Length, X-Mine\r\n"
            + "X-Mine: 1\r\nContent-Length: 3\r\n\r\nabc";
    RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);

    assertThat(forwarded().get("Content-Length")).isEqualTo("3");
    assertThat(forwarded().names()).doesNotContain("Transfer-Encoding", "X-Mine");
  }

  @Test
  void untrustedPeer_isNotBelieved() {
    rig = new ProxyRig(p -> ProxyRig.with(p, p.limits(), edge("10.0.0.0/8", false)));
    rig.send(
        rig.request("/users/a")
            .header("X_Forwarded_For", "6.6.6.6")
            .header("X-Real-IP", "6.6.6.6")
            .header("Forwarded", "for=6.6.6.6")
            .header("X_CORRELATION_ID", "evil")
            .build());

    assertThat(forwarded().get("Forwarded")).startsWith("for=127.0.0.1;");
    assertThat(forwarded().names())
        .doesNotContain("X_Forwarded_For", "X-Real-IP", "X_CORRELATION_ID");
  }

  @Test
  void loop_is508WhereLookedFor() {
    rig = new ProxyRig(p -> ProxyRig.with(p, p.limits(), edge("", true)));

    HttpRequest again = rig.request("/users/a").header("Via", "1.1 front, 1.1 here").build();

    assertThat(rig.send(again).statusCode()).isEqualTo(508);
    assertThat(rig.legacy.seen).isEmpty();
  }

  private HttpClientAgent http2() {
    return rig.vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  private RequestOptions options(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setHost("127.0.0.1")
        .setPort(rig.proxy.port())
        .setURI(path);
  }

  private static <T> T get(io.vertx.core.Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
