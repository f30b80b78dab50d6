package dev.banyan.cli.stack;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * Asks DynamoDB something before a job begins, so that one that does not answer is told at once and
 * not behind the many attempts of each request.
 */
public final class FirstAnswer {

  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  /** Where nobody listens, waiting seldom helps. */
  private static final Duration REFUSED = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final String where;
  private final Duration patience;
  private final InstantSource clock;
  private final Consumer<Duration> pause;
  private final Consumer<String> told;

  /**
   * @param where it is, for a person
   * @param patience how long to ask again while it is silent
   * @param told takes a line every few seconds while it does not answer
   */
  FirstAnswer(
      String where,
      Duration patience,
      InstantSource clock,
      Consumer<Duration> pause,
      Consumer<String> told) {
    this.where = where;
    this.patience = patience;
    this.clock = clock;
    this.pause = pause;
    this.told = told;
  }

  /**
   * Waits for any answer of DynamoDB; that a table is not there is one.
   *
   * @param builder with what is needed but the HTTP client
   * @param endpoint null for AWS
   * @throws JobException if there is none
   */
  public static void await(
      DynamoDbClientBuilder builder,
      @Nullable URI endpoint,
      String table,
      Duration patience,
      Consumer<String> told) {
    Duration attempt = patience.compareTo(ATTEMPT) < 0 ? patience : ATTEMPT;
    try (DynamoDbClient client = impatient(builder, attempt)) {
      new FirstAnswer(
              endpoint == null ? "AWS" : endpoint.toString(),
              patience,
              InstantSource.system(),
              FirstAnswer::sleep,
              told)
          .await(() -> client.describeTable(d -> d.tableName(table)));
    }
  }

  private static DynamoDbClient impatient(DynamoDbClientBuilder builder, Duration attempt) {
    Duration bound =
        attempt.isZero() ? Duration.ofMillis(1) : attempt; // the client's 0 is for ever
    return builder
        .httpClientBuilder(
            UrlConnectionHttpClient.builder().socketTimeout(bound).connectionTimeout(bound))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("interrupted while DynamoDB did not answer", e);
    }
  }

  void await(Runnable question) {
    Instant begun = clock.instant();
    Instant lastLine = Instant.MIN;
    for (IOException lost = ask(question); lost != null; lost = ask(question)) {
      Instant end = begun.plus(patienceWith(lost));
      Instant now = clock.instant();
      if (!now.plus(PAUSE).isBefore(end)) {
        throw new JobException(
            "DynamoDB at %s does not answer (%s): check --aws-endpoint and the network, and run the same command; --patience says how long to try"
                .formatted(where, lost));
      }
      if (!now.isBefore(lastLine.plus(BETWEEN_LINES))) {
        told.accept(
            "DynamoDB at %s does not answer (%s), trying until %s"
                .formatted(where, lost.getMessage(), time(end)));
        lastLine = now;
      }
      pause.accept(PAUSE);
    }
  }

  private Duration patienceWith(IOException lost) {
    boolean silent = lost instanceof SocketTimeoutException;
    return silent || patience.compareTo(REFUSED) < 0 ? patience : REFUSED;
  }

  private static String time(Instant at) {
    return DateTimeFormatter.ISO_LOCAL_TIME.format(
        at.atZone(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
  }

  /** Null if it answered, or could not be asked for a reason that the job itself tells better. */
  private static @Nullable IOException ask(Runnable question) {
    try {
      question.run();
    } catch (DynamoDbException e) {
      return null;
    } catch (SdkClientException e) {
      return lost(e);
    }
    return null;
  }

  private static @Nullable IOException lost(SdkClientException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return (IOException) cause;
      }
    }
    return null;
  }
}
