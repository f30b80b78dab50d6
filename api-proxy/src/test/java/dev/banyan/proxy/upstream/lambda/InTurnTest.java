package dev.banyan.proxy.upstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

class InTurnTest {

  private static final byte[] PAYLOAD = "{}".getBytes(StandardCharsets.US_ASCII);

  /** Keeps what it was given, as a pooled connection does. */
  private static final class Keeping implements SdkAsyncHttpClient {

    private final List<AsyncExecuteRequest> kept = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      kept.add(request);
      return end;
    }

    @Override
    public void close() {}
  }

  private record Content(AsyncRequestBody body) implements SdkHttpContentPublisher {

    @Override
    public Optional<Long> contentLength() {
      return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> to) {
      body.subscribe(to);
    }
  }

  private static final class Unread implements SdkAsyncHttpResponseHandler {

    @Override
    public void onHeaders(SdkHttpResponse headers) {}

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {}

    @Override
    public void onError(Throwable error) {}
  }

  private static List<ByteBuffer> content(AsyncExecuteRequest of) {
    List<ByteBuffer> parts = new ArrayList<>();
    AsyncRequestBody.fromPublisher(of.requestContentPublisher()).subscribe(parts::add);
    return parts;
  }

  @Test
  void whatWasSent_isHeldUntilTheEndOnly() {
    Keeping client = new Keeping();
    SdkHttpFullRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol("http")
            .host("h")
            .contentStreamProvider(() -> new ByteArrayInputStream(PAYLOAD))
            .build();

    new InTurn(client, new LongAnswers(LongAnswers.LONGEST))
        .execute(
            AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(new Content(AsyncRequestBody.fromBytesUnsafe(PAYLOAD)))
                .responseHandler(new Unread())
                .build());

    AsyncExecuteRequest kept = client.kept.get(0);
    assertThat(content(kept)).containsExactly(ByteBuffer.wrap(PAYLOAD));
    client.end.complete(null);
    assertThat(content(kept)).isEmpty();
    assertThat(kept.requestContentPublisher().contentLength()).contains((long) PAYLOAD.length);
    assertThat(((SdkHttpFullRequest) kept.request()).contentStreamProvider()).isEmpty();
  }
}
