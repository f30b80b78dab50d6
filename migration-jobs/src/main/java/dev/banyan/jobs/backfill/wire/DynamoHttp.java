package dev.banyan.jobs.backfill.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * Signed requests with bodies that are bytes already: the SDK's credentials and endpoints, without
 * its marshalling. Never retries. Thread-safe.
 *
 * <p>The protocol: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html">DynamoDB
 * low-level API</a>.
 */
public final class DynamoHttp implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final DynamoAccess access;
  private final Clock clock;
  private final Signature signature;
  private final EventLoopGroup loops = loops();
  private final Transport transport;

  /** The credentials could not be had. */
  public static final class NoCredentials extends Exception {
    private static final long serialVersionUID = 1L;

    NoCredentials(SdkClientException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * @param connections the most requests in flight
   */
  public DynamoHttp(DynamoAccess access, int connections) {
    this.access = access;
    this.clock = Clock.systemUTC();
    URI endpoint = access.endpoint();
    this.signature = new Signature(NettyTransport.hostHeader(endpoint), access.region());
    this.transport =
        hasProxy(endpoint)
            ? new SdkTransport(endpoint, connections, TIMEOUT, SdkEventLoopGroup.create(loops))
            : new NettyTransport(endpoint, TIMEOUT, loops);
  }

  /** By the same properties and environment variables as for every client of the SDK. */
  private static boolean hasProxy(URI endpoint) {
    return ProxyConfiguration.builder().scheme(endpoint.getScheme()).build().host() != null;
  }

  /** The class that is there in Netty 4.1, which Spark brings, as well as in 4.2. */
  @SuppressWarnings("deprecation")
  private static EventLoopGroup loops() {
    return new NioEventLoopGroup(2, new DefaultThreadFactory("banyan-http", true));
  }

  /** Sends the first bytes of an array, which must not change until the answer is there. */
  public CompletableFuture<Answer> post(String operation, byte[] body, int length) {
    AwsCredentials credentials;
    try {
      credentials = access.credentials().resolveCredentials();
    } catch (SdkClientException e) {
      return CompletableFuture.failedFuture(new NoCredentials(e));
    }
    return transport.send(
        signature.sign(credentials, clock.instant(), operation, body, length), body, length);
  }

  /** The client's own loops would wait two seconds for more work first. */
  @Override
  public void close() {
    transport.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
