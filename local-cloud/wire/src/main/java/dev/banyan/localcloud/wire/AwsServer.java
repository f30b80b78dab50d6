package dev.banyan.localcloud.wire;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Serves an {@link AwsService} to unmodified SDK clients over HTTP/1.1 and, because asynchronous
 * Kinesis clients insist on it, over HTTP/2 without TLS. Thread-safe.
 */
public final class AwsServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int START_SECONDS = 20;

  /** With zero each server would get a port of its own; see HttpServer.listen. */
  private static final int ANY_SHARED_PORT = -1;

  private final Vertx vertx;
  private final int port;

  private AwsServer(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @throws PortInUseException if another process has the port
   */
  public static AwsServer start(AwsServerConfig config, AwsService service) {
    Vertx vertx = vertx(config);
    try {
      int port = listen(vertx, config, service);
      for (int loop = 1; loop < config.eventLoops(); loop++) {
        // Servers of one Vert.x on one port share its connections, each on its own event loop.
        listen(vertx, config, service);
      }
      return new AwsServer(vertx, port);
    } catch (RuntimeException e) {
      close(vertx);
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public URI endpoint() {
    return URI.create("http://" + HOST + ":" + port);
  }

  /** Stops listening, cuts open connections and waits for the event loops, up to 20 s. */
  @Override
  public void close() {
    close(vertx);
  }

  private static Vertx vertx(AwsServerConfig config) {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(config.eventLoops())
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private static int listen(Vertx vertx, AwsServerConfig config, AwsService service) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(HOST)
            .setPort(config.port() == 0 ? ANY_SHARED_PORT : config.port())
            .setHttp2ConnectionWindowSize(WINDOW_BYTES)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES));
    HttpServer server = vertx.createHttpServer(options);
    server.requestHandler(new RequestHandler(config, service));
    try {
      return server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(START_SECONDS, TimeUnit.SECONDS)
          .join()
          .actualPort();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BindException) {
        throw new PortInUseException(config.name(), config.port());
      }
      throw e;
    }
  }

  private static void close(Vertx vertx) {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(START_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
