package dev.banyan.proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real HTTP server that plays a side; what it answers can be changed while it runs. */
final class TestSide implements AutoCloseable {

  record Seen(String method, String uri, MultiMap headers) {}

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  volatile Handler<HttpServerRequest> answer;
  private final Vertx vertx;
  private final HttpServer server;

  TestSide(Vertx vertx, String name) {
    this.vertx = vertx;
    this.answer =
        request ->
            request
                .response()
                .putHeader("Content-Type", "application/json")
                .end("{\"from\":\"" + name + "\"}");
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(this::handle);
    try {
      server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpServerRequest request) {
    seen.add(
        new Seen(
            request.method().name(),
            request.uri(),
            MultiMap.caseInsensitiveMultiMap().addAll(request.headers())));
    answer.handle(request);
  }

  void answerLater(long millis, Handler<HttpServerRequest> then) {
    answer = request -> vertx.setTimer(millis, id -> then.handle(request));
  }

  void every(long millis, Runnable then) {
    vertx.setPeriodic(millis, id -> then.run());
  }

  /** Goes on in WebSocket, and says so. */
  static Future<NetSocket> agree(HttpServerRequest request) {
    request.response().putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
    return request.toNetSocket();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
