package dev.banyan.proxy.forward;

import dev.banyan.proxy.listen.Certificates;
import dev.banyan.proxy.listen.Door;
import dev.banyan.proxy.wire.HpackBound;
import dev.banyan.proxy.wire.PeerFaults;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.ShortAnswers;
import dev.banyan.proxy.wire.SilenceWatch;
import dev.banyan.proxy.wire.StreamFields;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listener on one event loop; those of one process share the port.
 *
 * <p>All are deployed before the first listens, and in one go: Vert.x gives out event loops in
 * turn, also to the clients that a listener makes, so that listeners which were deployed one after
 * the other would all be on the same loop.
 */
public final class ProxyVerticle extends VerticleBase {

  /** More than the wire lets through, so that it is the wire that answers 414 and 431. */
  private static final int SPARE = 4 * 1024;

  /** As much as is read at once, so that a body is not cut into smaller pieces. */
  private static final int CHUNK = 64 * 1024;

  private static final int HANDSHAKE_SECONDS = 10;

  /** At a time in a connection of HTTP/2; as many as RFC 9113 (6.5.2) finds reasonable. */
  private static final int STREAMS = 100;

  private final DataPlane plane;
  private final ListenConfig listen;
  private final Door door;
  private final boolean watches;
  private final Set<HttpConnection> http2 = ConcurrentHashMap.newKeySet();
  private @Nullable HttpServer server;
  private @Nullable EventLoop loop;
  private @Nullable Certificates certificates;

  /**
   * A listener that is not started yet.
   *
   * @param watches whether it looks after the certificate, for itself and those that share its port
   */
  public ProxyVerticle(DataPlane plane, ListenConfig listen, Door door, boolean watches) {
    this.watches = watches;
    this.plane = plane;
    this.listen = listen;
    this.door = door;
  }

  /** Begins to listen; call once, after it was deployed. */
  public Future<?> listen() {
    Promise<Object> listening = Promise.promise();
    context.runOnContext(go -> open().onComplete((done, why) -> complete(listening, why)));
    return listening.future();
  }

  private static void complete(Promise<Object> promise, @Nullable Throwable failure) {
    if (failure == null) {
      promise.complete();
    } else {
      promise.fail(failure);
    }
  }

  private Future<?> open() {
    EventLoop own = new EventLoop(vertx, context, plane);
    ProxyHandler handler = new ProxyHandler(own);
    HttpServer made =
        vertx
            .createHttpServer(options())
            .connectionHandler(this::connected)
            .invalidRequestHandler(Refused::answer)
            .requestHandler(handler);
    loop = own;
    server = made;
    return made.listen().onSuccess(this::watch);
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(PeerFaults.INSTANCE);
    if (connection instanceof ConnectionBase open) {
      door.speaks(open.channel(), connection);
    }
    if (connection instanceof VertxConnection vertxConnection) {
      Channel channel = vertxConnection.channel();
      ChannelHandlerContext decoder = channel.pipeline().context("httpDecoder");
      if (decoder != null) {
        door.inside(channel);
        RequestWire wire = RequestWire.of(channel);
        if (wire != null) {
          wire.codecIsThere(decoder);
          SilenceWatch.install(channel.pipeline(), listen.idle(), wire);
        }
        ShortAnswers.install(channel);
        return;
      }
    }
    http2.add(connection);
    if (connection instanceof ConnectionBase streams) {
      StreamFields.install(streams.channel(), listen.wire());
      HpackBound.install(streams.channel());
    }
    connection.closeHandler(closed -> http2.remove(connection));
  }

  /** One listener's certificate is that of all that share its port. */
  private void watch(HttpServer listening) {
    if (listen.edge().tls() && watches) {
      certificates = new Certificates(vertx, listen.edge(), listening);
    }
  }

  /** Looks at the certificate's files now, if this listener does. */
  public void reload() {
    Certificates present = certificates;
    if (present != null) {
      context.runOnContext(go -> present.look().otherwise(false));
    }
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setMaxInitialLineLength(listen.wire().line() + SPARE)
            .setMaxHeaderSize(listen.wire().fields() + SPARE)
            .setMaxChunkSize(CHUNK)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(STREAMS)
                    .setMaxHeaderListSize(listen.wire().fields()))
            .setIdleTimeout((int) listen.idle().toSeconds())
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHttp2ClearTextEnabled(listen.edge().http2());
    return listen.edge().tls() ? withTls(options) : options;
  }

  private HttpServerOptions withTls(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(listen.edge().http2())
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0))
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    return options.setKeyCertOptions(Certificates.options(listen.edge()).getKeyCertOptions());
  }

  /** The port that is listened on. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /**
   * Asks clients to go elsewhere, while their requests are still taken: every answer closes its
   * connection, HTTP/2 clients get GOAWAY.
   *
   * @param millis how long streams of HTTP/2 may take to end
   */
  public void giveNotice(long millis) {
    plane.drain();
    http2.forEach(connection -> connection.shutdown(millis, TimeUnit.MILLISECONDS));
  }

  /** Takes no more requests, lets those under way end, then closes. */
  public Future<?> shutdown(long millis) {
    Future<Void> quiet = certificates == null ? Future.succeededFuture() : certificates.close();
    HttpServer present = server;
    return present == null
        ? quiet
        : Future.join(quiet, present.shutdown(millis, TimeUnit.MILLISECONDS));
  }

  @Override
  public Future<?> stop() {
    EventLoop present = loop;
    return present == null ? Future.succeededFuture() : present.close();
  }
}
