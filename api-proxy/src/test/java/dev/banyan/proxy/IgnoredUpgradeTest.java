package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.listen.EdgeConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that ask for h2c where the proxy goes on in HTTP/1.1. */
class IgnoredUpgradeTest {

  private static final String ASKS =
      "Host: h\r\nConnection: Upgrade, HTTP2-Settings\r\nuPGRADE:\tH2c \r\n"
          + "HTTP2-Settings: AAMAAABk\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

  private ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void echo() {
    rig.legacy.answer =
        request -> request.body().onSuccess(b -> request.response().end(request.path() + b));
  }

  /** It asks for h2c with every request that does not go on a connection in HTTP/2. */
  @Test
  void javaClient_postsFirst() throws Exception {
    echo();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    for (int i = 0; i < 3; i++) {
      HttpResponse<String> posted =
          client.send(
              rig.request("/p").POST(BodyPublishers.ofString("abc")).build(),
              BodyHandlers.ofString());
      assertThat(posted.statusCode()).isEqualTo(200);
      assertThat(posted.body()).isEqualTo("/pabc");
      assertThat(client.send(rig.get("/g", null), BodyHandlers.ofString()).body()).isEqualTo("/g");
    }
    HttpClient other = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    assertThat(other.send(rig.get("/g", null), BodyHandlers.ofString()).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    assertNothingForwarded();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      })
  void requestBehindTheBody_isTheNext(String body) throws IOException {
    echo();
    byte[] both = RawClient.bytes("POST /p HTTP/1.1\r\n" + ASKS + body + NEXT);

    RawClient.Back back = RawClient.answer(rig.proxy.port(), both, "/next");

    assertThat(back.statuses()).containsExactly(200, 200);
    assertThat(back.text()).contains("/pabc");
    assertNothingForwarded();
  }

  @Test
  void laterRequest_isAnsweredAsItIs() throws IOException {
    echo();
    String later = "GET /later HTTP/1.1\r\n" + ASKS + "\r\n";

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(),
            RawClient.bytes(NEXT + later + later + NEXT + "GET /end HTTP/1.1\r\nHost: h\r\n\r\n"),
            "/end");

    assertThat(back.statuses()).containsExactly(200, 200, 200, 200, 200);
    assertNothingForwarded();
  }

  @Test
  void withoutHttp2_itIsIgnored() throws IOException {
    rig.close();
    EdgeConfig d = EdgeConfig.DEFAULT;
    rig = new ProxyRig(p -> Records.with(p, "edge", Records.with(d, "http2", false)));
    echo();

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(),
            RawClient.bytes("GET /g HTTP/1.1\r\n" + ASKS + "\r\n" + NEXT),
            "/next");

    assertThat(back.statuses()).containsExactly(200, 200);
  }

  private void assertNothingForwarded() {
    assertThat(rig.legacy.seen)
        .isNotEmpty()
        .allSatisfy(
            seen -> {
              assertThat(seen.headers().contains("Upgrade")).isFalse();
              assertThat(seen.headers().contains("HTTP2-Settings")).isFalse();
            });
  }
}
