package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees in HTTP/2, and in HTTP/1.1, of the same side. */
class Http2ClientsTest {

  private static ProxyRig rig;
  private static HttpClientAgent http1;
  private static HttpClientAgent http2;

  @BeforeAll
  static void start() {
    rig = new ProxyRig();
    http1 = rig.vertx.createHttpClient();
    http2 =
        rig.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
  }

  @AfterAll
  static void stop() throws Exception {
    get(http1.close());
    get(http2.close());
    rig.close();
  }

  private static HttpClientRequest request(HttpVersion version, HttpMethod method)
      throws Exception {
    HttpClientAgent client = version == HttpVersion.HTTP_2 ? http2 : http1;
    return get(
        client.request(
            new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(rig.proxy.port())
                .setURI("/x")));
  }

  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return get(future.toCompletionStage().toCompletableFuture());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private record Whole(HttpClientResponse head, Buffer body) {}

  /** The reader is there before the request is sent, or the answer could be over before it. */
  private static Whole whole(HttpClientRequest request) throws Exception {
    io.vertx.core.Future<Whole> whole =
        request.response().compose(head -> head.body().map(body -> new Whole(head, body)));
    request.end();
    return get(whole);
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void head_hasTheLengthAndNoBody(HttpVersion version) throws Exception {
    rig.legacy.answer = r -> r.response().putHeader("Content-Length", "1234").end();

    Whole answer = whole(request(version, HttpMethod.HEAD));

    assertThat(answer.head.getHeader("Content-Length")).isEqualTo("1234");
    assertThat(answer.body.length()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void trailers_pass(HttpVersion version) throws Exception {
    rig.legacy.answer =
        r -> {
          r.response().setChunked(true).write("body");
          r.response().putTrailer("X-Sum", "7").end();
        };
    CompletableFuture<MultiMap> trailers = new CompletableFuture<>();
    HttpClientRequest request = request(version, HttpMethod.GET);
    request.response().onSuccess(a -> a.endHandler(end -> trailers.complete(a.trailers())));
    request.end();

    assertThat(get(trailers).get("x-sum")).isEqualTo("7");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void codedBody_isLeftAsItIs(HttpVersion version) throws Exception {
    Buffer coded = Buffer.buffer(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    rig.legacy.answer = r -> r.response().putHeader("Content-Encoding", "gzip").end(coded);
    HttpClientRequest request = request(version, HttpMethod.GET);
    request.putHeader("Accept-Encoding", "gzip;q=0.5, br");

    Whole answer = whole(request);

    assertThat(answer.body).isEqualTo(coded);
    assertThat(answer.head.getHeader("Content-Encoding")).isEqualTo("gzip");
    MultiMap seen = rig.legacy.seen.get(rig.legacy.seen.size() - 1).headers();
    assertThat(seen.get("Accept-Encoding")).isEqualTo("gzip;q=0.5, br");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void events_areFlushedAtOnce(HttpVersion version) throws Exception {
    CompletableFuture<Void> heard = new CompletableFuture<>();
    rig.legacy.answer =
        r -> {
          r.response().putHeader("Content-Type", "text/event-stream").setChunked(true);
          r.response().write("data: 1\n\n");
          heard.thenRun(() -> r.response().end("data: 2\n\n"));
        };
    CompletableFuture<String> all = new CompletableFuture<>();
    Buffer read = Buffer.buffer();
    HttpClientRequest request = request(version, HttpMethod.GET);
    request
        .response()
        .onSuccess(
            a -> {
              a.handler(
                  part -> {
                    read.appendBuffer(part);
                    heard.complete(null);
                  });
              a.endHandler(end -> all.complete(read.toString()));
            });
    request.end();

    assertThat(get(all)).isEqualTo("data: 1\n\ndata: 2\n\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void continue_isSaid(HttpVersion version) throws Exception {
    rig.legacy.answer = r -> r.body().onSuccess(body -> r.response().end(body));
    HttpClientRequest request = request(version, HttpMethod.POST);
    CompletableFuture<Void> said = new CompletableFuture<>();
    io.vertx.core.Future<Buffer> body = request.response().compose(HttpClientResponse::body);
    request.putHeader("Expect", "100-continue").setChunked(true);
    request.continueHandler(said::complete);
    request.sendHead();
    get(said);
    request.end("body");

    assertThat(get(body).toString()).isEqualTo("body");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void uploadBrokenOff_isNoWholeBodyToTheSide(HttpVersion version) throws Exception {
    CompletableFuture<Void> broken = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> whole = new CompletableFuture<>();
    rig.legacy.answer =
        r -> {
          r.handler(part -> begun.complete(null));
          r.endHandler(whole::complete);
          r.exceptionHandler(e -> broken.complete(null));
        };
    HttpClientRequest request = request(version, HttpMethod.POST);
    request.exceptionHandler(e -> {});
    request.setChunked(true).write("half");
    get(begun);
    request.reset();

    get(broken);
    assertThat(whole).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void downloadGivenUp_isGivenUpAtTheSide(HttpVersion version) throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    rig.legacy.answer =
        r -> {
          r.response().closeHandler(gone::complete);
          r.response().setChunked(true).write("half");
        };
    HttpClientRequest request = request(version, HttpMethod.GET);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    request.response().onSuccess(a -> a.handler(part -> begun.complete(null)));
    request.end();
    get(begun);
    request.reset();

    get(gone);
  }

  @Test
  @Tag("soak")
  void bodyThatDoesNotCome_is408() throws Exception {
    rig.legacy.answer = r -> {};
    HttpClientRequest request = request(HttpVersion.HTTP_2, HttpMethod.POST);
    request.setChunked(true).write("x");

    assertThat(
            request
                .response()
                .map(HttpClientResponse::statusCode)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS))
        .isEqualTo(408);
  }

  /** Or the connection's window would be used up, and others on it could send nothing. */
  @Test
  void bodyBehindAnEarlyAnswer_isReadOnAndDropped() throws Exception {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      rig.legacy.answer = request -> request.pause().response().end("no, thanks");
      client.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS,
          1,
          RawHttp2.request("POST", "/users/a", new String[] {"content-length", "1000000"}));
      client.frame(RawHttp2.DATA, 0, 1, new byte[10_000]);
      assertThat(client.end(1)).isEqualTo(RawHttp2.End.OK);

      for (int i = 0; i < 20; i++) {
        client.frame(RawHttp2.DATA, 0, 1, new byte[16_000]);
        client.frame(RawHttp2.DATA, 0, 1, new byte[16_000]);
        client.frame(RawHttp2.DATA, 0, 1, new byte[16_000]);
        assertThat(client.isGranted(40_000)).as("round " + i).isTrue();
      }
    }
  }

  @Test
  void lengthWithZeros_isDecimalToTheSide() throws Exception {
    rig.legacy.answer = r -> r.body().onSuccess(body -> r.response().end(body));

    RawClient.Back back =
        RawClient.answer(
            rig.proxy.port(),
            RawClient.bytes(
                "POST /x HTTP/1.1\r\nHost: h\r\nX_Real_IP: 6.6.6.6\r\nContent-Length: 010\r\n\r\n"
                    + "0123456789"),
            "0123456789");

    MultiMap seen = rig.legacy.seen.get(rig.legacy.seen.size() - 1).headers();
    assertThat(back.statuses()).containsExactly(200);
    assertThat(seen.getAll("Content-Length")).containsExactly("10");
    assertThat(seen.names()).doesNotContain("X_Real_IP");
  }
}
