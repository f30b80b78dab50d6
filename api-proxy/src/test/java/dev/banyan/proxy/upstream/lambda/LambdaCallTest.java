package dev.banyan.proxy.upstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

class LambdaCallTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent unused = vertx.createHttpClient();
  private final List<Integer> payloads = new ArrayList<>();
  private final LambdaCall call = new LambdaCall(lambda(), "f", Clock.systemUTC());

  @AfterEach
  void stop() {
    vertx.close();
  }

  /** A function that never answers. */
  @SuppressWarnings("unchecked")
  private LambdaAsyncClient lambda() {
    return (LambdaAsyncClient)
        Proxy.newProxyInstance(
            LambdaAsyncClient.class.getClassLoader(),
            new Class<?>[] {LambdaAsyncClient.class},
            (proxy, method, arguments) -> {
              InvokeRequest.Builder made = InvokeRequest.builder();
              ((Consumer<InvokeRequest.Builder>) arguments[0]).accept(made);
              payloads.add(made.build().payload().asByteArrayUnsafe().length);
              return new CompletableFuture<InvokeResponse>();
            });
  }

  private Future<SideAnswer> send(int bytes, LongPredicate keeps) {
    WholeRequest request =
        new WholeRequest(
            HttpMethod.POST,
            "/a",
            MultiMap.caseInsensitiveMultiMap().add("Content-Type", "text/plain"),
            Buffer.buffer("\u0001".repeat(bytes)),
            "/a",
            Map.of(),
            "",
            Duration.ofSeconds(1));
    return call.send(unused, request, keeps);
  }

  /** Six bytes of JSON for one. */
  @Test
  void event_isToldWithAllThatItHas() {
    List<Long> told = new ArrayList<>();

    Future<SideAnswer> answer = send(10_000, told::add);

    assertThat(answer.isComplete()).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).isGreaterThan(60_000);
    assertThat(payloads).containsExactly(told.get(0).intValue());
  }

  @Test
  void eventWithoutRoom_isNotSent() {
    Future<SideAnswer> answer = send(10, bytes -> false);

    assertThat(answer.failed()).isTrue();
    assertThat(payloads).isEmpty();
  }

  @Test
  void eventThatIsTooLong_isNeitherMadeNorSent() {
    Future<SideAnswer> answer = send(2_000_000, bytes -> true);

    assertThat(answer.result().statusCode()).isEqualTo(413);
    assertThat(payloads).isEmpty();
  }
}
