package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import java.util.HashMap;
import java.util.Map;

/**
 * The HTTP/1.1 connections of one event loop. Vert.x connects, resolves names and speaks TLS; what
 * is sent and read on a connection passes none of its futures and queues. Used on its event loop
 * only.
 */
public final class Http1Sides {

  private static final int SWEEP_MILLIS = 1_000;

  private final Vertx vertx;
  private final ContextInternal context;
  private final PoolConfig config;
  private final WireLimits limits;
  private final NetClient plain;
  private final NetClient tls;
  private final Outgoing outgoing;
  private final Map<Upstream, Http1Pool> pools = new HashMap<>();
  private final long sweeper;

  /**
   * Without connections at first.
   *
   * @param context of the event loop
   * @param limits of answers
   */
  public Http1Sides(Vertx vertx, ContextInternal context, PoolConfig config, WireLimits limits) {
    this.vertx = vertx;
    this.context = context;
    this.config = config;
    this.limits = limits;
    this.plain = vertx.createNetClient(config.socket(false));
    this.tls = vertx.createNetClient(config.socket(true));
    this.outgoing = new Outgoing(context.nettyEventLoop(), context::dispatch);
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
  }

  /**
   * Asks for a connection, soon.
   *
   * @param uri path and query as the client sent them
   */
  public void ask(Upstream upstream, HttpMethod method, String uri, SideRequest.Asker asker) {
    Http1Pool pool = pools.get(upstream);
    if (pool == null) {
      NetClient client = upstream.ssl() ? tls : plain;
      pool = new Http1Pool(upstream, config, limits, client, context, outgoing);
      pools.put(upstream, pool);
    }
    pool.askSoon(pool.request(method, uri, asker));
  }

  private void sweep() {
    long now = System.nanoTime();
    pools.values().forEach(pool -> pool.sweep(now));
    pools.values().removeIf(Http1Pool::isUnused);
  }

  /** Closes all connections. */
  public Future<Void> close() {
    vertx.cancelTimer(sweeper);
    return Future.join(plain.close(), tls.close()).mapEmpty();
  }
}
