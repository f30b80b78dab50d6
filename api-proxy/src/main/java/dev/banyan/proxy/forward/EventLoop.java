package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.ResponseWire;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/** What one event loop has for itself: its context and its connections. Used on its thread only. */
final class EventLoop {

  /** Vert.x's name for it. */
  private static final String CODEC = "codec";

  final Vertx vertx;
  final Context context;
  final DataPlane plane;
  private final HttpClientAgent legacy;
  private final HttpClientAgent serverless;
  private @Nullable HttpClientAgent upgrades;

  EventLoop(Vertx vertx, Context context, DataPlane plane) {
    this.vertx = vertx;
    this.context = context;
    this.plane = plane;
    PoolConfig pool = plane.config.pool();
    this.legacy = client(pool.client(plane.config.legacy().ssl(), pool.legacyHttp2()));
    this.serverless = client(pool.client(plane.config.serverless().ssl(), pool.serverlessHttp2()));
  }

  private HttpClientAgent client(HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(plane.config.pool().pool())
        .withConnectHandler(this::connected)
        .build();
  }

  private void connected(HttpConnection connection) {
    if (connection instanceof VertxConnection vertxConnection) {
      ChannelPipeline pipeline = vertxConnection.channel().pipeline();
      if (pipeline.get(CODEC) instanceof HttpClientCodec) {
        ResponseWire.install(pipeline, CODEC, plane.config.upstreamWire());
      }
    }
  }

  /**
   * The connections to a side.
   *
   * @param upgrade whether it is for a request that leaves HTTP, which HTTP/2 has no way for
   */
  HttpClientAgent client(Side side, boolean upgrade) {
    if (upgrade) {
      if (upgrades == null) {
        upgrades = client(plane.config.pool().client(upstream(side).ssl(), false));
      }
      return upgrades;
    }
    return side == Side.LEGACY ? legacy : serverless;
  }

  Upstream upstream(Side side) {
    return side == Side.LEGACY ? plane.config.legacy() : plane.config.serverless();
  }

  Future<Void> close() {
    Future<Void> upgraded = upgrades == null ? Future.succeededFuture() : upgrades.close();
    return Future.join(legacy.close(), serverless.close(), upgraded).mapEmpty();
  }
}
