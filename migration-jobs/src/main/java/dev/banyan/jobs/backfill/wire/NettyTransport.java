package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.backfill.wire.Connection.Exchange;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 for one kind of request only: a head and a body that are bytes already, in one buffer
 * and one write, over connections that are kept.
 *
 * <p>TLS is that of the JDK with its standard properties ({@code javax.net.ssl.trustStore} and the
 * like), with the server's name checked.
 */
final class NettyTransport implements Transport {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** DynamoDB's longest answer is 16 MB of unprocessed items. */
  private static final int LONGEST_ANSWER = 32 << 20;

  private final Bootstrap bootstrap = new Bootstrap();
  private final byte[] fixed;
  private final long timeoutNanos;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final Future<?> watch;
  private volatile boolean closed;

  /**
   * @param timeout from a request's sending to its whole answer
   * @param loops closed by the caller
   */
  NettyTransport(URI endpoint, Duration timeout, EventLoopGroup loops) {
    this(endpoint, timeout, loops, endpoint.getScheme().equals("https") ? standardTls() : null);
  }

  NettyTransport(URI endpoint, Duration timeout, EventLoopGroup loops, @Nullable SSLContext tls) {
    this.timeoutNanos = timeout.toNanos();
    this.fixed =
        ascii(
            "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nUser-Agent: banyan\r\nX-Amz-Target: %s"
                .formatted(hostHeader(endpoint), CONTENT_TYPE, TARGET));
    bootstrap
        .group(loops)
        .channel(NioSocketChannel.class)
        .remoteAddress(endpoint.getHost(), port(endpoint))
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(new SslHandler(engine(tls, endpoint)));
                }
                channel
                    .pipeline()
                    .addLast(new HttpResponseDecoder())
                    .addLast(new HttpObjectAggregator(LONGEST_ANSWER))
                    .addLast(new Connection(NettyTransport.this, channel));
              }
            });
    this.watch = loops.scheduleWithFixedDelay(this::endLate, 1, 1, TimeUnit.SECONDS);
  }

  private static SSLContext standardTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static SSLEngine engine(SSLContext tls, URI endpoint) {
    SSLEngine engine = tls.createSSLEngine(endpoint.getHost(), port(endpoint));
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static int port(URI endpoint) {
    return endpoint.getPort() >= 0 ? endpoint.getPort() : standardPort(endpoint);
  }

  private static int standardPort(URI endpoint) {
    return endpoint.getScheme().equals("https") ? 443 : 80;
  }

  /** With the port, unless it is the scheme's. */
  static String hostHeader(URI endpoint) {
    return port(endpoint) == standardPort(endpoint)
        ? endpoint.getHost()
        : endpoint.getHost() + ":" + endpoint.getPort();
  }

  @Override
  public CompletableFuture<Answer> send(Head head, byte[] body, int length) {
    Exchange exchange = new Exchange(message(head, body, length), new CompletableFuture<>());
    Connection connection = idle.pollFirst();
    if (connection != null) {
      connection.begin(exchange);
    } else if (closed) {
      exchange.fail(new IOException("closed"));
    } else {
      connect(exchange);
    }
    return exchange.answer();
  }

  private ByteBuf message(Head head, byte[] body, int length) {
    byte[] rest =
        ascii(
            head.operation()
                + "\r\nX-Amz-Date: "
                + head.date()
                + "\r\nX-Amz-Content-Sha256: "
                + head.digest()
                + (head.token() == null ? "" : "\r\nX-Amz-Security-Token: " + head.token())
                + "\r\nAuthorization: "
                + head.authorization()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n");
    int size = fixed.length + rest.length + length;
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(size)
        .writeBytes(fixed)
        .writeBytes(rest)
        .writeBytes(body, 0, length);
  }

  private void connect(Exchange exchange) {
    bootstrap
        .connect()
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (connected.isSuccess()) {
                    connected.channel().pipeline().get(Connection.class).begin(exchange);
                  } else {
                    exchange.fail(connected.cause());
                  }
                });
  }

  long deadline() {
    return System.nanoTime() + timeoutNanos;
  }

  void opened(Connection connection) {
    open.add(connection);
    if (closed) {
      connection.end(new IOException("closed"));
    }
  }

  void free(Connection connection) {
    idle.addFirst(connection);
  }

  void gone(Connection connection) {
    open.remove(connection);
    idle.remove(connection);
  }

  private void endLate() {
    long now = System.nanoTime();
    open.forEach(connection -> connection.endIfLate(now));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    closed = true;
    watch.cancel(false);
    open.forEach(connection -> connection.end(new IOException("closed")));
  }
}
