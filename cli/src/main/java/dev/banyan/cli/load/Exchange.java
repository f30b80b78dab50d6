package dev.banyan.cli.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends calls over HTTP/1.1; the caller bounds how many are under way. Thread-safe. */
final class Exchange implements AutoCloseable {

  private static final int THREADS = 2;

  private final LoadSettings settings;
  private final String baseUrl;
  private final SocialModel model;
  private final Tokens tokens;
  private final ExecutorService executor;
  private final HttpClient client;
  private final AtomicLong sent = new AtomicLong();
  private final String run = Long.toString(System.currentTimeMillis(), 36);

  Exchange(LoadSettings settings, SocialModel model) {
    this.settings = settings;
    this.baseUrl = settings.baseUrl().toString().replaceAll("/+$", "");
    this.model = model;
    this.tokens = new Tokens(settings.jwtSecret(), Clock.systemUTC());
    this.executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              var thread = new Thread(task, "banyan-load-answers");
              thread.setDaemon(true);
              return thread;
            });
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(executor)
            .build();
  }

  /** Never completes exceptionally: no answer is an answer of status 0. */
  CompletableFuture<Answer> send(Call call) {
    String correlationId = "load-" + run + "-" + sent.incrementAndGet();
    return client
        .sendAsync(request(call, correlationId), BodyHandlers.ofString())
        .handle((response, error) -> answer(call, correlationId, response, error));
  }

  private HttpRequest request(Call call, String correlationId) {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + call.path()))
            .timeout(settings.requestTimeout())
            .header("Authorization", tokens.bearer(model.userId(call.user())))
            .header("X-Correlation-Id", correlationId);
    if (call.body() == null) {
      return request.method(call.method(), BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(call.method(), BodyPublishers.ofString(call.body()))
        .build();
  }

  private static Answer answer(
      Call call,
      String correlationId,
      @Nullable HttpResponse<String> response,
      @Nullable Throwable error) {
    long nanos = System.nanoTime() - call.dueNanos();
    if (response == null) {
      Throwable cause =
          error instanceof CompletionException && error.getCause() != null
              ? error.getCause()
              : error;
      return new Answer(0, String.valueOf(cause), null, null, correlationId, nanos);
    }
    var headers = response.headers();
    return new Answer(
        response.statusCode(),
        response.body(),
        headers.firstValue("X-Banyan-Side").orElse(null),
        headers.firstValue("X-Banyan-Capability").orElse(null),
        headers.firstValue("X-Correlation-Id").orElse(correlationId),
        nanos);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
