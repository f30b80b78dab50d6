package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.ResponseWire;
import dev.banyan.proxy.wire.SilenceWatch;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.VertxConnection;
import java.util.stream.Stream;

/** What one event loop has for itself: its context and its connections. Used on its thread only. */
final class EventLoop {

  /** Vert.x's name for it. */
  private static final String CODEC = "codec";

  /**
   * Open WebSockets to a server; they take no places of requests. Each belongs to a connection of a
   * client, whose number the door bounds.
   */
  private static final int MOST_UPGRADES = 16 * 1024;

  final Vertx vertx;
  final Context context;
  final DataPlane plane;
  private final HttpClientAgent[] plain = new HttpClientAgent[Side.values().length];
  private final HttpClientAgent[] tls = new HttpClientAgent[Side.values().length];
  private final HttpClientAgent http1;
  private final HttpClientAgent upgrades;
  final Deadlines deadlines;

  EventLoop(Vertx vertx, Context context, DataPlane plane) {
    this.vertx = vertx;
    this.context = context;
    this.plane = plane;
    this.deadlines =
        new Deadlines(
            System::nanoTime, (millis, then) -> vertx.setTimer(millis, tick -> then.run()));
    PoolConfig pool = plane.config.pool();
    this.http1 = client(pool.client(false, false), pool.pool());
    this.upgrades = client(pool.client(false, false), pool.pool().setHttp1MaxSize(MOST_UPGRADES));
    for (Side side : Side.values()) {
      boolean http2 = side == Side.LEGACY ? pool.legacyHttp2() : pool.serverlessHttp2();
      plain[side.ordinal()] = client(pool.client(false, http2), pool.pool());
      tls[side.ordinal()] = client(pool.client(true, http2), pool.pool());
    }
  }

  private HttpClientAgent client(HttpClientOptions options, PoolOptions places) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(places)
        .withConnectHandler(this::connected)
        .build();
  }

  private void connected(HttpConnection connection) {
    if (connection instanceof VertxConnection vertxConnection) {
      ChannelPipeline pipeline = vertxConnection.channel().pipeline();
      if (pipeline.get(CODEC) instanceof HttpClientCodec) {
        SilenceWatch.install(pipeline, plane.config.pool().idle());
        ResponseWire.install(pipeline, CODEC, plane.config.upstreamWire());
      }
    }
  }

  /**
   * The connections to an upstream.
   *
   * @param upgrade whether it is for a request that leaves HTTP, which HTTP/2 has no way for
   */
  HttpClientAgent client(Upstream upstream, boolean upgrade) {
    if (upgrade) {
      return upgrades;
    }
    int side = upstream.side().ordinal();
    return upstream.ssl() ? tls[side] : plain[side];
  }

  /** Connections in HTTP/1.1, for upstreams that take whole requests. */
  HttpClientAgent http1() {
    return http1;
  }

  Future<Void> close() {
    return Future.join(
            Stream.concat(
                    Stream.of(http1, upgrades), Stream.concat(Stream.of(plain), Stream.of(tls)))
                .map(HttpClientAgent::close)
                .toList())
        .mapEmpty();
  }
}
