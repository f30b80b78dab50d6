package dev.banyan.proxy.upstream.lambda;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.UpstreamSpec;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/**
 * Makes targets of what route files name. Clients of AWS are made when the first route asks for one
 * and kept as long as the proxy runs, so that a file that is loaded again costs nothing.
 */
public final class Targets implements AutoCloseable {

  private static final int CONNECTIONS = 200;

  /** Threads, for all functions; they make an answer of what a function returned, too. */
  private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Nothing is read while it runs. Source: the limits of Lambda. */
  private static final Duration LONGEST_FUNCTION = Duration.ofMinutes(15);

  private final Clock clock;
  private final LongAnswers turns = LongAnswers.ofHeap();
  private final Map<String, LambdaAsyncClient> lambdas = new ConcurrentHashMap<>();
  private @Nullable SdkEventLoopGroup loops;
  private @Nullable ExecutorService signing;
  private @Nullable AwsCredentialsProvider credentials;

  public Targets(Clock clock) {
    this.clock = clock;
  }

  /**
   * The target of an upstream that plays a side.
   *
   * @throws IllegalArgumentException if a region is missing
   */
  public synchronized Target of(Side side, UpstreamSpec spec) {
    if (spec instanceof UpstreamSpec.Lambda lambda) {
      LambdaAsyncClient client =
          lambdas.computeIfAbsent(
              lambda.region() + " " + lambda.endpoint(),
              key -> client(lambda.region(), lambda.endpoint()));
      return Target.of(spec.name(), null, new LambdaCall(client, lambda.function(), clock));
    }
    UpstreamSpec.Http http = (UpstreamSpec.Http) spec;
    Upstream upstream = Upstream.of(side, http.url());
    return http.signing()
        .map(signed -> Target.of(spec.name(), upstream, call(upstream, signed)))
        .orElseGet(() -> Target.of(spec.name(), upstream));
  }

  private SignedCall call(Upstream upstream, UpstreamSpec.Signing signed) {
    if (signing == null || credentials == null) {
      signing = Executors.newSingleThreadExecutor(Targets::thread);
      credentials = DefaultCredentialsProvider.builder().build();
    }
    return new SignedCall(upstream, signed, credentials, signing, clock);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "banyan-sign");
    thread.setDaemon(true);
    return thread;
  }

  private LambdaAsyncClient client(@Nullable String region, @Nullable URI endpoint) {
    LambdaAsyncClientBuilder builder =
        LambdaAsyncClient.builder()
            .httpClientBuilder(
                new InTurn.Builder(
                    NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(loops())
                        .maxConcurrency(CONNECTIONS)
                        .maxPendingConnectionAcquires(CONNECTIONS * 10)
                        .readTimeout(LONGEST_FUNCTION), // routes have a time-out of their own
                    turns))
            .asyncConfiguration(
                o -> o.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run)) // as it must be
            .overrideConfiguration(
                o ->
                    o.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new PayloadInPlace()));
    if (region != null) {
      builder.region(Region.of(region));
    }
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    try {
      return builder.build();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "a function's region is not known (%s): give the upstream a 'region', or set AWS_REGION"
              .formatted(e.getMessage()),
          e);
    }
  }

  @SuppressWarnings("deprecation") // the SDK knows no other group
  private synchronized SdkEventLoopGroup loops() {
    SdkEventLoopGroup present = loops;
    if (present == null) {
      DefaultThreadFactory threads = new DefaultThreadFactory("banyan-lambda", true);
      present =
          SdkEventLoopGroup.create(new NioEventLoopGroup(LOOPS, threads), CheckedChannel::new);
      loops = present;
    }
    return present;
  }

  @Override
  public synchronized void close() {
    lambdas.values().forEach(LambdaAsyncClient::close);
    if (loops != null) {
      loops.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    if (signing != null) {
      signing.shutdownNow();
    }
  }
}
