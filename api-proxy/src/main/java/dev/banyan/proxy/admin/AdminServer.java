package dev.banyan.proxy.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** {@code GET /status} with the token, {@code GET /health} without. */
public final class AdminServer {

  private final HttpServer server;
  private final AdminToken token;
  private final StatusReport report;
  private volatile boolean draining;

  public AdminServer(Vertx vertx, AdminConfig config, AdminToken token, StatusReport report) {
    this.token = token;
    this.report = report;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setIdleTimeout(30))
            .requestHandler(this::handle);
  }

  /** Listens. */
  public Future<HttpServer> start() {
    return server.listen();
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET) {
      answer(request, 405, new JsonObject().put("error", "only GET"));
    } else if ("/health".equals(request.path())) {
      answer(request, draining ? 503 : 200, report.health());
    } else if (!token.isShownBy(request.getHeader("Authorization"))) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      answer(request, 401, new JsonObject().put("error", "show the admin token as bearer token"));
    } else if ("/status".equals(request.path())) {
      answer(request, 200, report.status());
    } else {
      answer(request, 404, new JsonObject().put("error", "there are /status and /health"));
    }
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
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
