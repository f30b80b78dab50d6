package dev.banyan.jobs.backfill.wire;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/** By the SDK's HTTP client, for those who reach AWS through a proxy. */
final class SdkTransport implements Transport {

  private final SdkHttpRequest base;
  private final SdkAsyncHttpClient http;

  /**
   * @param loops closed by the caller
   */
  SdkTransport(URI endpoint, int connections, Duration timeout, SdkEventLoopGroup loops) {
    this.base =
        SdkHttpRequest.builder()
            .uri(endpoint)
            .encodedPath("/")
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", CONTENT_TYPE)
            .build();
    this.http =
        NettyNioAsyncHttpClient.builder()
            .maxConcurrency(connections)
            .eventLoopGroup(loops)
            .connectionTimeout(NettyTransport.CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .build();
  }

  @Override
  public CompletableFuture<Answer> send(Head head, byte[] body, int length) {
    Reply reply = new Reply();
    http.execute(
            AsyncExecuteRequest.builder()
                .request(request(head, length))
                .requestContentPublisher(new Body(body, length))
                .responseHandler(reply)
                .fullDuplex(false)
                .build())
        .whenComplete((done, failure) -> reply.ended(failure));
    return reply.answer;
  }

  private SdkHttpRequest request(Head head, int length) {
    SdkHttpRequest.Builder request =
        base.toBuilder()
            .putHeader("X-Amz-Target", TARGET + head.operation())
            .putHeader("X-Amz-Date", head.date())
            .putHeader("X-Amz-Content-Sha256", head.digest())
            .putHeader("Authorization", head.authorization())
            .putHeader("Content-Length", Integer.toString(length));
    String token = head.token();
    return (token == null ? request : request.putHeader("X-Amz-Security-Token", token)).build();
  }

  @Override
  public void close() {
    http.close();
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
