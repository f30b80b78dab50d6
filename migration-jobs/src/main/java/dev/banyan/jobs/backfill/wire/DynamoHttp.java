package dev.banyan.jobs.backfill.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * Signed requests with bodies that are bytes already: the SDK's signer, credentials and HTTP
 * client, without its marshalling. Never retries. Thread-safe.
 *
 * <p>The protocol: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html">DynamoDB
 * low-level API</a>.
 */
public final class DynamoHttp implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final DynamoAccess access;
  private final SdkHttpRequest base;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final EventLoopGroup loops = loops();
  private final SdkAsyncHttpClient http;

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
    this.base =
        SdkHttpRequest.builder()
            .uri(access.endpoint())
            .encodedPath("/")
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .build();
    this.http =
        NettyNioAsyncHttpClient.builder()
            .maxConcurrency(connections)
            .eventLoopGroup(SdkEventLoopGroup.create(loops))
            .connectionTimeout(Duration.ofSeconds(5))
            .connectionAcquisitionTimeout(TIMEOUT)
            .readTimeout(TIMEOUT)
            .writeTimeout(TIMEOUT)
            .build();
  }

  /** The class that is there in Netty 4.1, which Spark brings, as well as in 4.2. */
  @SuppressWarnings("deprecation")
  private static EventLoopGroup loops() {
    return new NioEventLoopGroup(2, new DefaultThreadFactory("banyan-http", true));
  }

  /** Sends the first bytes of an array, which must not change until the answer is there. */
  public CompletableFuture<Answer> post(String operation, byte[] body, int length) {
    SdkHttpRequest request;
    try {
      request = signed(operation, body, length);
    } catch (SdkClientException e) {
      return CompletableFuture.failedFuture(new NoCredentials(e));
    }
    Reply reply = new Reply();
    http.execute(
            AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(new Body(body, length))
                .responseHandler(reply)
                .fullDuplex(false)
                .build())
        .whenComplete((done, failure) -> reply.ended(failure));
    return reply.answer;
  }

  private SdkHttpRequest signed(String operation, byte[] body, int length) {
    AwsCredentials credentials = access.credentials().resolveCredentials();
    SdkHttpRequest request =
        base.toBuilder()
            .putHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
            .putHeader("Content-Length", Integer.toString(length))
            .build();
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(credentials)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body, 0, length))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, access.region()));
    return signed.request();
  }

  /** The client's own loops would wait two seconds for more work first. */
  @Override
  public void close() {
    http.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** The whole body at once. */
  private record Body(byte[] bytes, int length) implements SdkHttpContentPublisher {

    @Override
    public Optional<Long> contentLength() {
      return Optional.of((long) length);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      subscriber.onSubscribe(
          new Subscription() {
            private boolean sent;

            @Override
            public void request(long n) {
              if (!sent) {
                sent = true;
                subscriber.onNext(ByteBuffer.wrap(bytes, 0, length));
                subscriber.onComplete();
              }
            }

            @Override
            public void cancel() {
              sent = true;
            }
          });
    }
  }

  /** Gathers an answer. */
  private static final class Reply implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
    private volatile int status;

    @Override
    public void onHeaders(SdkHttpResponse response) {
      status = response.statusCode();
    }

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
      stream.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer part) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      body.writeBytes(bytes);
    }

    @Override
    public void onComplete() {
      answer.complete(new Answer(status, body.toByteArray()));
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    void ended(Throwable failure) {
      if (failure != null) {
        answer.completeExceptionally(failure);
      }
    }
  }
}
