package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.proxy.RawHttp2Side.Frame;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands behind a request's body: what of it comes to a side, and what is refused. */
class RequestTrailersTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";
  private static final String HEAD =
      "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";

  private static RawSide legacy;
  private static RawHttp2Side serverless;
  private static ProxyRig rig;
  private static ProxyRig http2;

  @BeforeAll
  static void start() throws IOException {
    legacy = new RawSide(text -> text.contains("\r\n0\r\n") && text.endsWith("\r\n\r\n"));
    legacy.answer(OK);
    serverless = new RawHttp2Side();
    serverless.answer(Frame.head(RawHttp2.END_STREAM, ":status=200", "x=y"));
    rig = new ProxyRig(p -> ProxyRig.withLegacy(p, legacy.url()));
    http2 = new ProxyRig(p -> ProxyRig.withLegacyInHttp2(p, serverless.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
    http2.close();
    legacy.close();
    serverless.close();
  }

  @BeforeEach
  void forget() {
    legacy.forget();
  }

  private static RawClient.Back send(ProxyRig to, String request) throws IOException {
    return RawClient.answer(to.proxy.port(), RawClient.bytes(request), "\r\n\r\n");
  }

  private static String chunked(String trailers) {
    return HEAD + "\r\n3\r\nabc\r\n0\r\n" + trailers + "\r\n";
  }

  @Test
  void trailersOfHttp1_comeToASideOfHttp1() throws Exception {
    RawClient.Back back = send(rig, chunked("X-Sum: 7\r\nx-sum: 8\r\n"));

    assertThat(back.statuses()).containsExactly(200);
    assertThat(legacy.heard()).endsWith("3\r\nabc\r\n0\r\nX-Sum: 7\r\nx-sum: 8\r\n\r\n");
  }

  @Test
  void trailersWithoutABody_areChunkedToASideOfHttp1() throws Exception {
    RawClient.Back back = send(rig, HEAD + "\r\n0\r\nX-Sum: 0\r\n\r\n");

    assertThat(back.statuses()).containsExactly(200);
    assertThat(legacy.heard())
        .contains("Transfer-Encoding: chunked\r\n")
        .endsWith("\r\n\r\n0\r\nX-Sum: 0\r\n\r\n");
  }

  @Test
  void pipelinedRequests_keepEachItsOwn() throws Exception {
    List<String> sums = List.of("X-A: 1\r\n", "", "X-C: 3\r\n", "X-D: 4\r\n");
    StringBuilder all = new StringBuilder();
    sums.forEach(sum -> all.append(chunked(sum)));
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(RawClient.bytes(all.toString()));
      for (String sum : sums) {
        assertThat(legacy.heard()).endsWith("3\r\nabc\r\n0\r\n" + sum + "\r\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "Content_Length",
        "Content-Encoding",
        "Content-MD5",
        "TE",
        "Expect",
        "Max-Forwards",
        "Range",
        "If-Match",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Proxy",
        "Keep-Alive",
        "Cache-Control",
        "X_Forwarded_For",
        "x-forwarded-port",
        "X-Real-IP",
        "Via",
        "X-Banyan-Secret",
        "x_banyan_force",
        "X-Correlation-Id",
        "traceparent",
        "tracestate",
        "X-Amz-Security-Token",
        "X-Api-Key",
        "Idempotency-Key",
        "X-HTTP-Method-Override",
        "Accept-Encoding",
        "Transfer_Encoding",
        "Set-Cookie2"
      })
  void fieldThatIsMoreThanData_isLeftOut(String name) throws Exception {
    RawClient.Back back = send(rig, chunked(name + ": 6\r\nX-Sum: 7\r\n"));

    assertThat(back.statuses()).containsExactly(200);
    assertThat(legacy.heard()).endsWith("\r\n0\r\nX-Sum: 7\r\n\r\n");
  }

  @Test
  void fieldThatConnectionNames_isLeftOut() throws Exception {
    send(
        rig,
        chunked("X-Hop: 6\r\nX-Sum: 7\r\n").replace("Host: h", "Host: h\r\nConnection: X-Hop"));

    assertThat(legacy.heard()).endsWith("\r\n0\r\nX-Sum: 7\r\n\r\n");
  }

  @Test
  void heldWrite_keepsItsOwn() throws Exception {
    rig.change("relationships", Capability::held);
    String write = chunked("X-Sum: 7\r\n").replace("POST /p", "PUT /users/a/following/b");
    try (Socket socket = new Socket("127.0.0.1", rig.proxy.port())) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.getOutputStream().write(RawClient.bytes(write));
      ProxyRig.await(
          () -> rig.status("relationships").getJsonObject("hold").getInteger("waiting") == 1);
      assertThat(legacy.isSilent()).isTrue();
      rig.store.change("relationships", Capability::released);

      assertThat(RawClient.until(socket, "done").statuses()).containsExactly(200);
    }
    assertThat(legacy.heard()).endsWith("3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n");
  }

  @Test
  void tooMany_are431() throws IOException {
    RawClient.Back back =
        RawClient.send(
            rig.proxy.port(),
            RawClient.bytes(chunked("X-Sum: 7\r\n".repeat(LimitsConfig.DEFAULT.fields() + 1))),
            RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(431);
    assertThat(back.closed()).isTrue();
  }

  /** On one connection, so that it stays of use behind them. */
  @Test
  void trailersOfHttp1_comeToASideOfHttp2() throws Exception {
    for (int i = 0; i < 3; i++) {
      RawClient.Back back = send(http2, chunked("X-Sum: " + i + "\r\nContent-Type: a/b\r\n"));

      assertThat(back.statuses()).containsExactly(200);
      Http2Headers trailers = serverless.trailers();
      assertThat(trailers).hasSize(1);
      assertThat(trailers.get("x-sum").toString()).isEqualTo("" + i);
    }
    send(http2, HEAD + "\r\n0\r\nX-Sum: 9\r\n\r\n");
    assertThat(serverless.trailers().get("x-sum").toString()).isEqualTo("9");
  }

  private static RawHttp2.End post(ProxyRig to, List<String> trailers, int stream)
      throws IOException {
    List<String[]> head = new ArrayList<>();
    for (String field : List.of(":method=POST", ":scheme=http", ":path=/p", ":authority=h")) {
      head.add(field.split("=", 2));
    }
    List<String[]> fields = trailers.stream().map(field -> field.split("=", 2)).toList();
    try (RawHttp2 client = new RawHttp2(to.proxy.port())) {
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.fields(head));
      client.frame(RawHttp2.DATA, 0, stream, RawClient.bytes("abc"));
      int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
      client.frame(RawHttp2.HEADERS, flags, stream, RawHttp2.fields(fields));
      return client.end(stream);
    }
  }

  @Test
  void trailersOfHttp2_comeToBoth() throws Exception {
    List<String> fields = List.of("x-sum=7", "content-type=a/b", "x-forwarded-for=6.6.6.6");

    assertThat(post(rig, fields, 1)).isEqualTo(RawHttp2.End.OK);
    assertThat(legacy.heard()).endsWith("3\r\nabc\r\n0\r\nx-sum: 7\r\n\r\n");
    assertThat(post(http2, fields, 1)).isEqualTo(RawHttp2.End.OK);
    assertThat(serverless.trailers()).extracting(f -> f.getKey() + "").containsExactly("x-sum");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":path=/evil",
        "connection=close",
        "transfer-encoding=chunked",
        "X=a",
        "x=a\nb: c"
      })
  void malformedTrailersOfHttp2_resetTheStream(String field) throws Exception {
    assertThat(post(rig, List.of(field), 1)).isEqualTo(RawHttp2.End.RESET);
  }

  @Test
  void tooManyOfHttp2_resetTheStream() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i <= LimitsConfig.DEFAULT.fields(); i++) {
      many.add("x=" + i);
    }

    assertThat(post(rig, many, 1)).isEqualTo(RawHttp2.End.RESET);
  }
}
