package dev.banyan.proxy.admin;

import dev.banyan.proxy.listen.Door;
import dev.banyan.proxy.wire.HardClose;
import dev.banyan.proxy.wire.PeerFaults;
import dev.banyan.proxy.wire.RequestMemory;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The operators' listener: {@code GET /health} without the token, all else with it. It takes names
 * from a fixed list and plain parameters; nothing that is sent to it is evaluated, and it reads no
 * bodies.
 */
public final class AdminServer {

  private static final int MOST_BODY = 64 * 1024;

  /** Bytes of a request line; a path, and a user to explain. */
  private static final int LINE = 4 * 1024;

  private static final int FIELDS = 8 * 1024;
  private static final int MOST_FIELDS = 50;

  /** So that it is the wire that refuses longer ones. */
  private static final int SPARE = 1024;

  /** At a time: operators, probes, and who collects metrics. */
  private static final int MOST_CONNECTIONS = 64;

  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final HttpServer server;
  private final AdminToken token;
  private final Door door;
  private final AdminAnswers answers;
  private volatile boolean draining;

  /**
   * A listener that is not started yet.
   *
   * @param door of its Vert.x, see {@link #door}
   */
  public AdminServer(
      Vertx vertx, AdminConfig config, AdminToken token, AdminAnswers answers, Door door) {
    this.vertx = vertx;
    this.token = token;
    this.door = door;
    this.answers = answers;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setIdleTimeout(30)
                    .setMaxInitialLineLength(LINE + SPARE)
                    .setMaxHeaderSize(FIELDS + SPARE)
                    .setHttp2ClearTextEnabled(false))
            .connectionHandler(this::connected)
            .requestHandler(this::handle);
  }

  /**
   * What lets in those who ask: few at a time, and none that takes its time with its head. Whoever
   * reaches this listener has shown no token yet.
   *
   * @param head how long a head may take
   */
  public static Door door(Duration head) {
    LongAdder uncounted = new LongAdder();
    return new Door(
        new WireLimits(LINE, FIELDS, MOST_FIELDS, head, 0, false),
        false,
        false,
        RequestMemory.ofHeap(1, uncounted),
        MOST_CONNECTIONS);
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(PeerFaults.INSTANCE);
    if (connection instanceof VertxConnection open) {
      door.speaks(open.channel(), connection);
      RequestWire wire = RequestWire.of(open.channel());
      ChannelHandlerContext decoder = open.channel().pipeline().context("httpDecoder");
      if (wire != null && decoder != null) {
        wire.codecIsThere(decoder);
      }
    }
  }

  /** Listens. */
  public Future<HttpServer> start() {
    return server.listen();
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  /** Nothing that is asked here has a body; what one sends is not read without end. */
  private static void refuseBody(HttpServerRequest request) {
    long[] bytes = {0};
    request.handler(
        part -> {
          bytes[0] += part.length();
          if (bytes[0] > MOST_BODY && request.connection() instanceof VertxConnection open) {
            HardClose.close(open.channel()); // nor for as long as a close in order would wait
          }
        });
  }

  private void handle(HttpServerRequest request) {
    refuseBody(request);
    String path = request.path() == null ? "" : request.path();
    String method = request.method().name();
    if (!method.equals("GET") && !method.equals("POST")) {
      error(request, 405, "only GET and POST");
    } else if (method.equals("GET") && path.equals("/health")) {
      AdminAnswers.Answer health = answers.health();
      answer(request, draining ? 503 : health.status(), JSON, health.body().toBuffer());
    } else if (!token.isShownBy(request.getHeader("Authorization"))) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      error(request, 401, "show the admin token as bearer token");
    } else if (method.equals("GET") && path.equals("/metrics")) {
      answer(request, 200, PROMETHEUS, Buffer.buffer(answers.metrics()));
    } else {
      slowly(request, method + " " + path);
    }
  }

  /** What may wait for files or for the control store must not hold up the others. */
  private void slowly(HttpServerRequest request, String what) {
    AdminAnswers.Asked asked = new AdminAnswers.Asked(what, request::getParam);
    vertx
        .executeBlocking(() -> answers.of(asked), false)
        .onComplete(
            (answer, failure) -> {
              if (answer != null) {
                answer(request, answer.status(), JSON, answer.body().toBuffer());
              } else if (failure instanceof IllegalArgumentException) {
                error(request, 400, "that cannot be asked: " + failure.getMessage());
              } else {
                error(request, 500, "that did not work: " + failure);
              }
            });
  }

  private static void error(HttpServerRequest request, int status, @Nullable String text) {
    answer(request, status, JSON, new JsonObject().put("error", text).toBuffer());
  }

  private static void answer(HttpServerRequest request, int status, String type, Buffer body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body);
  }

  /** Lets health say that the proxy takes no new clients. */
  public void drain() {
    draining = true;
  }

  /** Stops listening. */
  public Future<Void> close() {
    return server.close();
  }
}
