package dev.banyan.proxy;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB's client, made on a thread of its own while the rest of the proxy is: it needs none of
 * the proxy's settings, and loading the SDK takes about as long as all else. Endpoint, region and
 * credentials are the SDK's own settings. Thread-safe.
 */
final class DynamoDbAhead {

  /** Short, because a hold must end in time even if the store hangs. */
  private static final Duration ATTEMPT = Duration.ofMillis(800);

  private static final Duration CALL = Duration.ofMillis(1_500);

  private final FutureTask<DynamoDbClient> client = new FutureTask<>(DynamoDbAhead::make);

  private DynamoDbAhead() {}

  /**
   * Begins to make one, on a thread that logs: SLF4J complains of two that begin with it, so it is
   * set up first.
   */
  static DynamoDbAhead begin() {
    LoggerFactory.getILoggerFactory();
    DynamoDbAhead ahead = new DynamoDbAhead();
    Thread thread = new Thread(ahead.client, "banyan-dynamodb");
    thread.setDaemon(true);
    thread.start();
    return ahead;
  }

  /**
   * Waits for it; closed by the end of the process.
   *
   * @throws StartUpException if the SDK's settings are not enough to make one
   */
  DynamoDbClient client() {
    try {
      return client.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartUpException("interrupted while DynamoDB's client is made", e);
    } catch (ExecutionException e) {
      throw unusable(e);
    }
  }

  private static StartUpException unusable(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String why = String.valueOf(cause.getMessage());
    return new StartUpException(
        why.startsWith("Unable to load region")
            ? "DynamoDB's region is not known: set AWS_REGION (and AWS_ENDPOINT_URL_DYNAMODB for a local one)"
            : "DynamoDB cannot be used (%s): correct AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION or the AWS profile"
                .formatted(why),
        cause);
  }

  private static DynamoDbClient make() {
    return DynamoDbClient.builder()
        .httpClient(new DynamoDbHttp(ATTEMPT))
        .overrideConfiguration(o -> o.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
        .build();
  }
}
