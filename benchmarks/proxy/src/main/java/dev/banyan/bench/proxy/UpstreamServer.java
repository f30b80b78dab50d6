package dev.banyan.bench.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** The upstream where there is no nginx, in a process of its own. */
public final class UpstreamServer {

  private UpstreamServer() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    Worker.serve(UpstreamServer::handle);
  }

  private static void handle(String operation, JsonNode request, ObjectNode answer) {
    Buffer small = Buffer.buffer(Bodies.json(Bodies.SMALL));
    Buffer large = Buffer.buffer(Bodies.json(Bodies.LARGE));
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(
                r ->
                    r.response()
                        .putHeader("Content-Type", "application/json")
                        .end(r.path().startsWith("/large") ? large : small));
    answer.put("port", Future.await(server.listen()).actualPort());
  }
}
