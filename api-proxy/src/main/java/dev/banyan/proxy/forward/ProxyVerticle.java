package dev.banyan.proxy.forward;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The listener on one event loop; those of one process share the port. */
public final class ProxyVerticle extends VerticleBase {

  private final DataPlane plane;
  private final ListenConfig listen;
  private @Nullable HttpServer server;
  private @Nullable EventLoop loop;

  public ProxyVerticle(DataPlane plane, ListenConfig listen) {
    this.plane = plane;
    this.listen = listen;
  }

  @Override
  public Future<?> start() {
    EventLoop own = new EventLoop(vertx, context, plane);
    HttpServer made = vertx.createHttpServer(options()).requestHandler(new ProxyHandler(own));
    loop = own;
    server = made;
    return made.listen();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(listen.host())
        .setPort(listen.port())
        .setMaxInitialLineLength(listen.maxLine())
        .setMaxHeaderSize(listen.maxHeader())
        .setIdleTimeout((int) listen.idle().toSeconds())
        .setHandle100ContinueAutomatically(true)
        .setHttp2ClearTextEnabled(false);
  }

  /** The port that is listened on. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** Takes no more requests, lets those under way end, then closes. */
  public Future<?> shutdown(long millis) {
    HttpServer present = server;
    return present == null
        ? Future.succeededFuture()
        : present.shutdown(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public Future<?> stop() {
    EventLoop present = loop;
    return present == null ? Future.succeededFuture() : present.close();
  }
}
