package dev.banyan.localcloud.lambda.http;

import dev.banyan.localcloud.lambda.http.RouteTable.Match;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.runtime.FunctionPool;
import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Cause;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import dev.banyan.localcloud.lambda.runtime.Listening;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP listener that invokes functions like an API Gateway HTTP API with Lambda proxy
 * integration. Thread-safe.
 */
public final class HttpApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  /** Of a Lambda invocation; API Gateway itself would take 10 MB. */
  private static final int MAX_BODY = 6 * 1024 * 1024;

  /** API Gateway's bound for an integration. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final String host;
  private final HttpServer server;
  private final RouteTable<FunctionPool> routes;

  private HttpApi(Vertx vertx, String host, Map<FunctionPool, List<HttpRoute>> routes) {
    this.vertx = vertx;
    this.host = host;
    this.routes = RouteTable.of(routes);
    HttpServerOptions options =
        new HttpServerOptions().setMaxHeaderSize(10 * 1024).setMaxInitialLineLength(10 * 1024);
    this.server = vertx.createHttpServer(options).requestHandler(this::handle);
  }

  /**
   * @throws LambdaHostException if the port is in use, or a route is declared twice
   */
  public static HttpApi start(
      Vertx vertx, String host, int port, Map<FunctionPool, List<HttpRoute>> routes) {
    HttpApi api = new HttpApi(vertx, host, routes);
    Listening.start(api.server, host, port, "the HTTP API");
    return api;
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://" + host + ":" + server.actualPort());
  }

  private void handle(HttpServerRequest request) {
    String path = request.path();
    Optional<Match<FunctionPool>> match =
        path == null ? Optional.empty() : routes.find(request.method().name(), path);
    if (match.isEmpty()) {
      HttpAnswer.message(404, "Not Found").send(request);
      return;
    }
    BoundedBody.read(request, MAX_BODY)
        .onSuccess(
            body -> {
              if (body.isEmpty()) {
                HttpAnswer.message(413, "Request Entity Too Large").closing().send(request);
              } else {
                invoke(request, match.get(), body.get().getBytes());
              }
            });
  }

  private void invoke(HttpServerRequest request, Match<FunctionPool> match, byte[] body) {
    byte[] event = HttpEvent.of(request, match.route(), match.parameters(), body);
    CompletableFuture<InvocationResult> result = match.target().invoke(event);
    long timer =
        vertx.setTimer(
            MAX_WAIT.toMillis(), id -> result.complete(new Failed(Cause.THROTTLED, "no answer")));
    result.whenComplete(
        (outcome, e) -> {
          vertx.cancelTimer(timer);
          answer(outcome, match.route()).send(request);
        });
  }

  private static HttpAnswer answer(InvocationResult result, HttpRoute route) {
    if (result instanceof Returned returned) {
      return HttpAnswer.of(returned.payload());
    }
    Failed failed = (Failed) result;
    LOG.warn("{}: {}: {}", route.key(), failed.cause(), failed.message());
    return switch (failed.cause()) {
      case THROTTLED, HOST_CLOSED -> HttpAnswer.message(503, "Service Unavailable");
      case PROCESS_ENDED -> HttpAnswer.message(502, "Bad Gateway");
      case FUNCTION_ERROR, TIMEOUT, INIT_FAILED -> HttpAnswer.message(500, "Internal Server Error");
    };
  }

  @Override
  public void close() {
    Listening.stop(server);
  }
}
