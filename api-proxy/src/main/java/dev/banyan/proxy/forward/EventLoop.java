package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.KnownTokens;
import dev.banyan.proxy.upstream.ClientRequest;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.http1.Http1Sides;
import dev.banyan.proxy.wire.HpackBound;
import dev.banyan.proxy.wire.MemoryShare;
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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /** In HTTP/2, where a side is spoken to in that, by plain text and TLS. */
  private final @Nullable HttpClientAgent[] plain = new HttpClientAgent[Side.values().length];

  private final @Nullable HttpClientAgent[] tls = new HttpClientAgent[Side.values().length];
  private final Http1Sides sides;
  private final HttpClientAgent http1;
  private final HttpClientAgent upgrades;
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
    this.http1 = client(pool.client(false, false), pool.pool());
    this.upgrades = client(pool.client(false, false), pool.pool().setHttp1MaxSize(MOST_UPGRADES));
    this.sides =
        new Http1Sides(vertx, (ContextInternal) context, pool, plane.config.upstreamWire());
    for (Side side : Side.values()) {
      if (side == Side.LEGACY ? pool.legacyHttp2() : pool.serverlessHttp2()) {
        plain[side.ordinal()] = client(pool.client(false, true), pool.pool());
        tls[side.ordinal()] = client(pool.client(true, true), pool.pool());
      }
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
        ResponseWire wire = ResponseWire.install(pipeline, CODEC, plane.config.upstreamWire());
        SilenceWatch.install(pipeline, plane.config.pool().idle(), wire);
      }
    } else if (connection instanceof ConnectionBase streams) {
      HpackBound.install(streams.channel());
    }
  }

  /**
   * Asks for a connection to an upstream.
   *
   * @param uri path and query as the client sent them
   * @param upgrade whether it is for a request that leaves HTTP, which HTTP/2 has no way for
   */
  void ask(
      Upstream upstream, HttpMethod method, String uri, boolean upgrade, SideRequest.Asker asker) {
    HttpClientAgent http2 = (upstream.ssl() ? tls : plain)[upstream.side().ordinal()];
    HttpClientAgent client = upgrade ? upgrades : http2;
    if (client == null) {
      sides.ask(upstream, method, uri, asker);
    } else {
      long connectMillis = plane.config.pool().connect().toMillis();
      ClientRequest.ask(
          client, upstream.request(method, uri, connectMillis), upgrade, memory, asker);
    }
  }

  /** Connections in HTTP/1.1, for upstreams that take whole requests. */
  HttpClientAgent http1() {
    return http1;
  }

  Future<Void> close() {
    List<Future<?>> ends = new ArrayList<>(List.of(http1.close(), upgrades.close(), sides.close()));
    Stream.concat(Stream.of(plain), Stream.of(tls))
        .filter(Objects::nonNull)
        .forEach(client -> ends.add(client.close()));
    return Future.join(ends).mapEmpty();
  }
}
