package dev.banyan.proxy.upstream.lambda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client of the AWS SDK whose short answers are read at once, and long ones when it is
 * their turn. A turn ends when the SDK has made of the answer what it makes, so the SDK must do
 * that, and what follows, on the thread that reads. Thread-safe.
 */
final class InTurn implements SdkAsyncHttpClient {

  private final SdkAsyncHttpClient client;
  private final LongAnswers turns;

  /** Makes one around Netty's; whoever has it built closes it. */
  record Builder(NettyNioAsyncHttpClient.Builder netty, LongAnswers turns)
      implements SdkAsyncHttpClient.Builder<Builder> {

    @Override
    public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
      return new InTurn(netty.buildWithDefaults(defaults), turns);
    }
  }

  InTurn(SdkAsyncHttpClient client, LongAnswers turns) {
    this.client = client;
    this.turns = turns;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    Answer answer = new Answer(request.responseHandler());
    Content content = new Content(request.requestContentPublisher());
    CompletableFuture<Void> executing =
        client.execute(
            AsyncExecuteRequest.builder()
                .request(head(request.request()))
                .requestContentPublisher(content)
                .fullDuplex(request.fullDuplex())
                .metricCollector(request.metricCollector().orElse(null))
                .httpExecutionAttributes(request.httpExecutionAttributes())
                .responseHandler(answer)
                .build());
    executing.whenComplete(
        (done, failure) -> {
          content.ended();
          answer.ended(failure);
        });
    return executing; // and nothing that follows it: whoever gives it up closes the connection
  }

  /** Without its content, which is sent from elsewhere. */
  private static SdkHttpRequest head(SdkHttpRequest request) {
    return request instanceof SdkHttpFullRequest full
        ? full.toBuilder().contentStreamProvider(null).build()
        : request;
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  /** What is sent; let go of as an answer is, and for the same reason. */
  private static final class Content implements SdkHttpContentPublisher {

    private final Optional<Long> length;
    private volatile @Nullable SdkHttpContentPublisher bytes;

    private Content(SdkHttpContentPublisher bytes) {
      this.length = bytes.contentLength();
      this.bytes = bytes;
    }

    @Override
    public Optional<Long> contentLength() {
      return length;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> to) {
      SdkHttpContentPublisher present = bytes;
      if (present != null) {
        present.subscribe(to);
      }
    }

    void ended() {
      bytes = null;
    }
  }

  /**
   * One answer. Netty's client keeps it for as long as its connection is not used again, so what
   * the SDK made of its bytes is let go of when it has ended.
   */
  private final class Answer implements SdkAsyncHttpResponseHandler {

    private final LongAnswers.Turn turn = turns.turn();
    private volatile @Nullable SdkAsyncHttpResponseHandler handler;
    private @Nullable AnswerLength length;

    private Answer(SdkAsyncHttpResponseHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onHeaders(SdkHttpResponse headers) {
      length = AnswerLength.of(headers);
      SdkAsyncHttpResponseHandler present = handler;
      if (present != null) {
        present.onHeaders(headers);
      }
    }

    /** From here on the SDK has room for all of it. */
    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
      AnswerLength present = length;
      if (present == null) {
        stream.subscribe(new Unwanted());
        onError(new IOException("the answer's length is none, or longer than any function's"));
      } else if (present.isShort()) {
        read(stream, present);
      } else {
        turn.begin(present.most(), () -> read(stream, present));
      }
    }

    private void read(Publisher<ByteBuffer> stream, AnswerLength of) {
      SdkAsyncHttpResponseHandler present = handler;
      if (present != null) {
        present.onStream(to -> stream.subscribe(new AnswerReading(to, turn, of)));
      }
    }

    @Override
    public void onError(Throwable error) {
      SdkAsyncHttpResponseHandler present = handler;
      if (present != null) {
        present.onError(error);
      }
    }

    /**
     * Of one that was read to its end, what the SDK makes of it may still be to come. Of a failure
     * Netty's client tells here first.
     */
    void ended(@Nullable Throwable failure) {
      if (failure != null) {
        onError(failure);
        turn.end();
      }
      handler = null;
    }
  }

  /** Who reads nothing of what nobody wants. */
  private static final class Unwanted implements Subscriber<ByteBuffer> {

    @Override
    public void onSubscribe(Subscription from) {
      from.cancel();
    }

    @Override
    public void onNext(ByteBuffer part) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }
}
