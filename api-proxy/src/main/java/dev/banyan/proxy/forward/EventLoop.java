package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.KnownTokens;
import dev.banyan.proxy.upstream.ClientRequest;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.http1.Http1Sides;
import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;

/** What one event loop has for itself: its context and its connections. Used on its thread only. */
final class EventLoop {

  final Vertx vertx;
  final Context context;
  final DataPlane plane;

  private final Http1Sides sides;

  /** Connections of Vert.x's: what is streamed in HTTP/1.1 has its own. */
  final SideClients clients;

  final Deadlines deadlines;
  final MemoryShare memory;

  /** Apart, so that no long ones take their place. */
  final MemoryShare shortBodies;

  /** For what requests under way keep besides their bodies. */
  final MemoryShare heads;

  /** For what tunnels keep besides their client's connection. */
  final MemoryShare tunnels;

  final Uploads uploads;
  final KnownTokens tokens = new KnownTokens();

  EventLoop(Vertx vertx, Context context, DataPlane plane) {
    this.vertx = vertx;
    this.context = context;
    this.plane = plane;
    int loops = plane.config.eventLoops();
    this.memory = MemoryShare.ofHeap(5, loops, plane.counters.cutOff);
    this.shortBodies = MemoryShare.ofHeap(10, loops, plane.counters.cutOff);
    this.heads = MemoryShare.ofHeap(7, loops, plane.counters.cutOff);
    this.tunnels = MemoryShare.ofHeap(8, loops, plane.counters.cutOff);
    this.deadlines =
        new Deadlines(
            System::nanoTime, (millis, then) -> vertx.setTimer(millis, tick -> then.run()));
    PoolConfig pool = plane.config.pool();
    this.uploads = new Uploads(pool.size());
    this.clients = new SideClients(vertx, pool, plane.config.upstreamWire());
    this.sides =
        new Http1Sides(vertx, (ContextInternal) context, pool, plane.config.upstreamWire());
  }

  /**
   * Asks for a connection to an upstream.
   *
   * @param uri path and query as the client sent them
   * @param upgrade whether it is for a request that leaves HTTP, which HTTP/2 has no way for
   */
  void ask(
      Upstream upstream, HttpMethod method, String uri, boolean upgrade, SideRequest.Asker asker) {
    HttpClientAgent client = upgrade ? clients.upgrades() : clients.http2(upstream);
    if (client == null) {
      sides.ask(upstream, method, uri, asker);
    } else {
      long connectMillis = plane.config.pool().connect().toMillis();
      ClientRequest.ask(
          client, upstream.request(method, uri, connectMillis), upgrade, memory, asker);
    }
  }

  Future<Void> close() {
    return Future.join(clients.close(), sides.close()).mapEmpty();
  }
}
