package dev.banyan.jobs.verify.wire;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.wire.Answer;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoHttp;
import dev.banyan.stream.Backoff;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.CredentialUtils;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;

/**
 * Sends a request until it is answered; the one place that retries reads.
 *
 * <ol>
 *   <li>Throttled, the connection lost, 5xx, credentials expired or not to be had: again after a
 *       pause with jitter, for about two minutes in all. Credentials are asked for each time.
 *   <li>The table is not there, or the right to read it is: the job ends and says so.
 * </ol>
 *
 * Thread-safe.
 */
public final class ReadLink implements AutoCloseable {

  /** About two minutes: from 20 ms up to 2 s, half of it in the mean. */
  private static final Backoff PATIENCE =
      new Backoff(130, Duration.ofMillis(20), Duration.ofSeconds(2));

  /** No new try behind that, should each take its whole time-out. */
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final int CONNECTIONS = 64;

  private static final Pattern THROTTLING =
      Pattern.compile(
          "ProvisionedThroughputExceeded.*|Throttling.*|RequestLimitExceeded|LimitExceeded.*");
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "ExpiredToken.*|UnrecognizedClient.*|InvalidSignature.*|IncompleteSignature.*"
              + "|MissingAuthenticationToken.*|InvalidClientTokenId");

  private final DynamoHttp http;
  private final Backoff patience;
  private final LongSupplier nanos;

  ReadLink(DynamoHttp http, Backoff patience, LongSupplier nanos) {
    this.http = http;
    this.patience = patience;
    this.nanos = nanos;
  }

  /** To the same endpoint, with the same credentials, as a client. */
  public static ReadLink like(DynamoDbClient client) {
    DynamoDbServiceClientConfiguration config = client.serviceClientConfiguration();
    URI endpoint = config.endpointOverride().orElse(null);
    return new ReadLink(
        new DynamoHttp(
            DynamoAccess.of(config.region(), endpoint, provider(config.credentialsProvider())),
            CONNECTIONS),
        PATIENCE,
        System::nanoTime);
  }

  private static AwsCredentialsProvider provider(
      IdentityProvider<? extends AwsCredentialsIdentity> identities) {
    return CredentialUtils.toCredentialsProvider(identities);
  }

  /** Reads an answer. */
  interface Parser<T> {
    T parse(byte[] body) throws IOException;
  }

  /**
   * The answer to a request.
   *
   * @throws JobException if there is none, or it says that the table cannot be read
   */
  <T> T ask(String table, String operation, byte[] request, Parser<T> parser) {
    long begun = nanos.getAsLong();
    for (int tries = 1; ; tries++) {
      String trouble;
      try {
        Answer answer = http.post(operation, request, request.length).get();
        if (answer.status() == 200) {
          return parser.parse(answer.body());
        }
        trouble = passing(table, answer);
      } catch (ExecutionException e) {
        trouble = lost(e.getCause());
      } catch (IOException e) {
        trouble = "its answer cannot be read (" + e.getMessage() + ")";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      if (nanos.getAsLong() - begun > LONGEST_NANOS) {
        throw unreadable(table, trouble);
      }
      pause(table, tries, trouble);
    }
  }

  /** Waits before another try; too many, and the job ends. */
  void pause(String table, int tries, String trouble) {
    if (!patience.pause(tries)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted");
      }
      throw unreadable(table, trouble);
    }
  }

  private static JobException unreadable(String table, String trouble) {
    return new JobException(
        "%s cannot be read: %s; mend it and run the same command, it goes on"
            .formatted(table, trouble));
  }

  /** Behind it a refused signature is repeated with its headers, and so with the session token. */
  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static String lost(@Nullable Throwable cause) {
    return cause instanceof DynamoHttp.NoCredentials
        ? "there are no credentials (" + cause.getMessage() + ")"
        : "DynamoDB cannot be reached (" + cause + ")";
  }

  /** What is wrong, if it may pass. */
  private static String passing(String table, Answer answer) {
    String code = answer.error().code();
    String said = code + ": " + firstLine(answer.error().message());
    if (THROTTLING.matcher(code).matches()) {
      return "it throttles (" + said + "): raise its read capacity";
    } else if (answer.status() >= 500) {
      return "DynamoDB answers " + answer.status() + " (" + said + ")";
    } else if (CREDENTIALS.matcher(code).matches()) {
      return "the credentials are refused (" + said + ")";
    } else if (code.equals("ResourceNotFoundException")) {
      throw new JobException("there is no table " + table + ": create it, or correct the mapping");
    }
    throw new JobException("DynamoDB refuses to read " + table + " (" + said + ")");
  }

  @Override
  public void close() {
    http.close();
  }
}
