package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

/** What one event loop has for itself: its context and its connections. Used on its thread only. */
final class EventLoop {

  final Vertx vertx;
  final Context context;
  final DataPlane plane;
  private final HttpClientAgent legacy;
  private final HttpClientAgent serverless;

  EventLoop(Vertx vertx, Context context, DataPlane plane) {
    this.vertx = vertx;
    this.context = context;
    this.plane = plane;
    this.legacy = client();
    this.serverless = client();
  }

  private HttpClientAgent client() {
    return vertx
        .httpClientBuilder()
        .with(plane.config.pool().client())
        .with(plane.config.pool().pool())
        .build();
  }

  HttpClientAgent client(Side side) {
    return side == Side.LEGACY ? legacy : serverless;
  }

  Future<Void> close() {
    return Future.join(legacy.close(), serverless.close()).mapEmpty();
  }
}
