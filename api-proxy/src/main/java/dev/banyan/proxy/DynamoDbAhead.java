package dev.banyan.proxy;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB's client, made while Spring starts: it needs none of Spring's settings, and loading the
 * SDK takes about as long as Spring does. Thread-safe.
 */
final class DynamoDbAhead {

  /** Short, because a hold must end in time even if the store hangs. */
  private static final Duration ATTEMPT = Duration.ofMillis(800);

  private static final Duration CALL = Duration.ofMillis(1_500);

  private static final AtomicReference<@Nullable FutureTask<DynamoDbClient>> AHEAD =
      new AtomicReference<>();

  private DynamoDbAhead() {}

  /**
   * Begins to make one on another thread, which logs: SLF4J complains of two that begin with it.
   */
  static void begin() {
    LoggerFactory.getILoggerFactory();
    FutureTask<DynamoDbClient> task = new FutureTask<>(DynamoDbAhead::make);
    if (AHEAD.compareAndSet(null, task)) {
      Thread thread = new Thread(task, "banyan-dynamodb");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * The one that was begun, or another; the caller closes it.
   *
   * @throws StartUpException if the SDK has no region
   */
  static DynamoDbClient client() {
    FutureTask<DynamoDbClient> task = AHEAD.getAndSet(null);
    try {
      return task == null ? make() : task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartUpException("interrupted while starting", e);
    } catch (ExecutionException e) {
      throw unusable(e.getCause());
    } catch (SdkException e) {
      throw unusable(e);
    }
  }

  private static StartUpException unusable(@Nullable Throwable cause) {
    return new StartUpException(
        "DynamoDB's region is not known: set AWS_REGION (and AWS_ENDPOINT_URL_DYNAMODB for a local one)",
        cause);
  }

  private static DynamoDbClient make() {
    return DynamoDbClient.builder()
        .httpClientBuilder(
            UrlConnectionHttpClient.builder().connectionTimeout(ATTEMPT).socketTimeout(ATTEMPT))
        .overrideConfiguration(o -> o.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
        .build();
  }
}
