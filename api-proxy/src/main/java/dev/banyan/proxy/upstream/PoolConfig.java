package dev.banyan.proxy.upstream;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;

/**
 * Connections to a side.
 *
 * @param size connections per side and event loop
 * @param queue requests that may wait for one, per side and event loop; more are answered 503
 * @param connect how long a request may wait for a connection
 * @param keepAlive how long an unused connection is kept; below what servers keep (Tomcat: 20 s),
 *     so that it is not the server that closes it under a request
 * @param idle how long a connection in use may be silent both ways
 * @param legacyHttp2 whether legacy is spoken to in HTTP/2: by ALPN, without TLS by prior knowledge
 * @param serverlessHttp2 the same for serverless
 */
public record PoolConfig(
    int size,
    int queue,
    Duration connect,
    Duration keepAlive,
    Duration idle,
    boolean legacyHttp2,
    boolean serverlessHttp2) {

  private static final int HTTP2_CONNECTIONS = 4;
  private static final int HEAD = 68 * 1024;
  private static final int CHUNK = 64 * 1024;

  /** 128 connections, 2,000 waiting, 2 s, 10 s, 60 s, HTTP/1.1. */
  public static final PoolConfig DEFAULT =
      new PoolConfig(
          128,
          2_000,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          false,
          false);

  public PoolConfig {
    if (size < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "pool.size must be 1 or more and pool.queue not negative, were " + size + ", " + queue);
    }
    if (connect.toMillis() < 1 || keepAlive.toMillis() < 1 || idle.toMillis() < 1) {
      throw new IllegalArgumentException(
          "pool.connect, pool.keep-alive and pool.idle must be positive, were %s, %s and %s"
              .formatted(connect, keepAlive, idle));
    }
  }

  /** The same for another number of connections. */
  public PoolConfig of(int connections) {
    return new PoolConfig(
        connections, queue, connect, keepAlive, idle, legacyHttp2, serverlessHttp2);
  }

  /** The same pool in Vert.x's terms. */
  public PoolOptions pool() {
    return new PoolOptions()
        .setHttp1MaxSize(size)
        .setHttp2MaxSize(HTTP2_CONNECTIONS)
        .setMaxWaitQueueSize(queue);
  }

  /**
   * The connections of the pool in Vert.x's terms.
   *
   * @param ssl whether the side speaks TLS
   * @param http2 whether it may be spoken to in HTTP/2
   */
  public HttpClientOptions client(boolean ssl, boolean http2) {
    return client()
        .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
        .setUseAlpn(ssl && http2)
        .setHttp2ClearTextUpgrade(false);
  }

  /**
   * Connections in HTTP/1.1 in Vert.x's terms.
   *
   * @param ssl whether the side speaks TLS; its certificate is checked, and its name in it
   */
  public NetClientOptions socket(boolean ssl) {
    return new NetClientOptions()
        .setConnectTimeout((int) connect.toMillis())
        .setIdleTimeout((int) Math.max(1, idle.toSeconds()))
        .setSsl(ssl)
        .setHostnameVerificationAlgorithm("HTTPS");
  }

  private HttpClientOptions client() {
    return new HttpClientOptions()
        .setConnectTimeout((int) connect.toMillis())
        .setKeepAliveTimeout((int) Math.max(1, keepAlive.toSeconds()))
        .setIdleTimeout((int) Math.max(1, idle.toSeconds()))
        .setDecompressionSupported(false)
        .setPipelining(false)
        .setMaxInitialLineLength(HEAD)
        .setMaxHeaderSize(HEAD)
        .setInitialSettings(new Http2Settings().setMaxHeaderListSize(HEAD))
        .setMaxChunkSize(CHUNK);
  }
}
