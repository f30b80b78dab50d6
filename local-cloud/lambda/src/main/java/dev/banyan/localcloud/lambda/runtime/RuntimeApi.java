package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Lambda's Runtime API for all environments, at {@code
 * /e/FUNCTION/ENVIRONMENT/2018-06-01/runtime/…}, and the host's status at {@code /_host/status}.
 *
 * <p>Paths are those of <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime
 * API</a>.
 */
public final class RuntimeApi implements AutoCloseable {

  private static final String VERSION = "2018-06-01";

  /** Lambda's bound on a response. */
  private static final int MAX_RESPONSE = 6 * 1024 * 1024 + 1024;

  private final HttpServer server;
  private final String host;
  private final Map<String, FunctionPool> pools = new ConcurrentHashMap<>();
  private final Supplier<byte[]> status;

  private RuntimeApi(Vertx vertx, String host, Supplier<byte[]> status) {
    this.host = host;
    this.status = status;
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(host).setIdleTimeout(0))
            .requestHandler(this::handle);
  }

  /**
   * @param status JSON for {@code /_host/status}
   * @throws LambdaHostException if the port is in use
   */
  public static RuntimeApi start(Vertx vertx, String host, int port, Supplier<byte[]> status) {
    RuntimeApi api = new RuntimeApi(vertx, host, status);
    Listening.start(api.server, host, port, "the Lambda Runtime API");
    return api;
  }

  /** {@code host:port}. */
  public String address() {
    return host + ":" + server.actualPort();
  }

  public void register(FunctionPool pool) {
    pools.put(pool.function().name(), pool);
  }

  /** What an environment finds its own Runtime API under. */
  static String prefix(String function, String environment) {
    return "/e/" + function + "/" + environment;
  }

  private void handle(HttpServerRequest request) {
    if (request.path().equals("/_host/status")) {
      request
          .response()
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(status.get()));
      return;
    }
    List<String> parts = List.of(request.path().split("/"));
    FunctionPool pool = parts.size() >= 7 ? pools.get(parts.get(2)) : null;
    if (pool == null || !parts.get(1).equals("e") || !parts.get(4).equals(VERSION)) {
      request.response().setStatusCode(404).end();
      return;
    }
    String environment = parts.get(3);
    String call = String.join("/", parts.subList(6, parts.size()));
    if (request.method() == HttpMethod.GET && call.equals("invocation/next")) {
      pool.next(
          environment, (invocation, deadline) -> deliver(request, pool, invocation, deadline));
    } else if (request.method() == HttpMethod.POST) {
      post(request, pool, environment, call);
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private static void deliver(
      HttpServerRequest request, FunctionPool pool, Invocation invocation, long deadline) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("lambda-runtime-aws-request-id", invocation.id())
        .putHeader("lambda-runtime-deadline-ms", Long.toString(deadline))
        .putHeader("lambda-runtime-invoked-function-arn", pool.functionArn())
        .putHeader("lambda-runtime-trace-id", TraceId.of(invocation.id()))
        .end(Buffer.buffer(invocation.payload()));
  }

  private static void post(
      HttpServerRequest request, FunctionPool pool, String environment, String call) {
    request
        .body()
        .onSuccess(body -> accepted(request.response(), pool, environment, call, body.getBytes()));
  }

  private static void accepted(
      HttpServerResponse response,
      FunctionPool pool,
      String environment,
      String call,
      byte[] body) {
    String[] parts = call.split("/");
    if (call.equals("init/error")) {
      pool.initFailed(environment, text(body));
    } else if (parts.length == 3 && parts[2].equals("response")) {
      respond(pool, environment, parts[1], body);
    } else if (parts.length == 3 && parts[2].equals("error")) {
      pool.failed(environment, parts[1], text(body));
    } else {
      response.setStatusCode(404).end();
      return;
    }
    response
        .setStatusCode(202)
        .putHeader("content-type", "application/json")
        .end("{\"status\":\"OK\"}");
  }

  private static void respond(FunctionPool pool, String environment, String id, byte[] body) {
    if (body.length > MAX_RESPONSE) {
      pool.failed(environment, id, "the response is larger than 6 MB: " + body.length + " bytes");
    } else {
      pool.responded(environment, id, body);
    }
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    Listening.stop(server);
  }
}
