package dev.banyan.proxy.upstream;

import dev.banyan.control.Side;
import dev.banyan.proxy.wire.HpackBound;
import dev.banyan.proxy.wire.PeerFaults;
import dev.banyan.proxy.wire.ResponseWire;
import dev.banyan.proxy.wire.SilenceWatch;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's connections to sides, of whoever asks on one event loop: for sides that are spoken to in
 * HTTP/2, for whole requests, and for upgrades.
 */
public final class SideClients {

  /** Vert.x's name for it. */
  private static final String CODEC = "codec";

  /**
   * Open WebSockets to a server; they take no places of requests. Each belongs to a connection of a
   * client, whose number the door bounds.
   */
  private static final int MOST_UPGRADES = 16 * 1024;

  private final Vertx vertx;
  private final PoolConfig pool;
  private final WireLimits answers;

  /** By plain text, and by TLS; null for sides that are spoken to in HTTP/1.1. */
  private final @Nullable HttpClientAgent[] plain = new HttpClientAgent[Side.values().length];

  private final @Nullable HttpClientAgent[] tls = new HttpClientAgent[Side.values().length];
  private final HttpClientAgent http1;
  private final HttpClientAgent upgrades;

  /**
   * Connects to nobody yet.
   *
   * @param answers what they may be
   */
  public SideClients(Vertx vertx, PoolConfig pool, WireLimits answers) {
    this.vertx = vertx;
    this.pool = pool;
    this.answers = answers;
    this.http1 = client(pool.client(false, false), pool.pool());
    this.upgrades = client(pool.client(false, false), pool.pool().setHttp1MaxSize(MOST_UPGRADES));
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
    connection.exceptionHandler(PeerFaults.INSTANCE);
    if (connection instanceof VertxConnection vertxConnection) {
      ChannelPipeline pipeline = vertxConnection.channel().pipeline();
      if (pipeline.get(CODEC) instanceof HttpClientCodec) {
        ResponseWire wire = ResponseWire.install(pipeline, CODEC, answers);
        SilenceWatch.install(pipeline, pool.idle(), wire);
      }
    } else if (connection instanceof ConnectionBase streams) {
      HpackBound.install(streams.channel());
    }
  }

  /** Connections in HTTP/2; null if the upstream's side is not spoken to in that. */
  public @Nullable HttpClientAgent http2(Upstream upstream) {
    return (upstream.ssl() ? tls : plain)[upstream.side().ordinal()];
  }

  /** Connections in HTTP/1.1. */
  public HttpClientAgent http1() {
    return http1;
  }

  /** Connections in HTTP/1.1 that each leave it. */
  public HttpClientAgent upgrades() {
    return upgrades;
  }

  /** Closes all of them. */
  public Future<Void> close() {
    List<Future<?>> ends = new ArrayList<>(List.of(http1.close(), upgrades.close()));
    Stream.concat(Stream.of(plain), Stream.of(tls))
        .filter(Objects::nonNull)
        .forEach(client -> ends.add(client.close()));
    return Future.join(ends).mapEmpty();
  }
}
