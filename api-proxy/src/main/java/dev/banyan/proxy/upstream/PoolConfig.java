package dev.banyan.proxy.upstream;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Connections to a side.
 *
 * @param size connections per side and event loop
 * @param queue requests that may wait for one, per side and event loop; more are answered 503
 * @param connect how long a request may wait for a connection
 * @param keepAlive how long an unused connection is kept; below what servers keep (Tomcat: 20 s),
 *     so that it is not the server that closes it under a request
 * @param idle how long a connection in use may be silent both ways
 */
public record PoolConfig(
    @DefaultValue("128") int size,
    @DefaultValue("2000") int queue,
    @DefaultValue("2s") Duration connect,
    @DefaultValue("10s") Duration keepAlive,
    @DefaultValue("60s") Duration idle) {

  /** 128 connections, 2,000 waiting, 2 s, 10 s, 60 s. */
  public static final PoolConfig DEFAULT =
      new PoolConfig(
          128, 2_000, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60));

  public PoolConfig {
    if (size < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "pool.size must be 1 or more and pool.queue not negative, were " + size + ", " + queue);
    }
  }

  /** The same pool in Vert.x's terms. */
  public PoolOptions pool() {
    return new PoolOptions().setHttp1MaxSize(size).setMaxWaitQueueSize(queue);
  }

  /** The connections of the pool in Vert.x's terms. */
  public HttpClientOptions client() {
    return new HttpClientOptions()
        .setConnectTimeout((int) connect.toMillis())
        .setKeepAliveTimeout((int) Math.max(1, keepAlive.toSeconds()))
        .setIdleTimeout((int) Math.max(1, idle.toSeconds()))
        .setDecompressionSupported(false)
        .setMaxHeaderSize(32 * 1024);
  }
}
