package dev.banyan.localcloud.lambda.resources;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The host's own SDK clients, made when first asked for. Thread-safe. */
public final class AwsClients implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Endpoints endpoints;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final SdkHttpClient http;
  private @Nullable DynamoDbClient dynamodb;
  private @Nullable DynamoDbStreamsClient streams;
  private @Nullable KinesisClient kinesis;
  private @Nullable SqsClient sqs;

  public AwsClients(Endpoints endpoints) {
    this.endpoints = endpoints;
    this.http =
        ApacheHttpClient.builder().maxConnections(MAX_CONNECTIONS).socketTimeout(TIMEOUT).build();
    open.push(http);
  }

  public synchronized DynamoDbClient dynamodb() {
    if (dynamodb == null) {
      dynamodb = built(DynamoDbClient.builder(), endpoints.dynamodb(), "DynamoDB");
    }
    return dynamodb;
  }

  public synchronized DynamoDbStreamsClient dynamodbStreams() {
    if (streams == null) {
      streams = built(DynamoDbStreamsClient.builder(), endpoints.dynamodb(), "DynamoDB");
    }
    return streams;
  }

  public synchronized KinesisClient kinesis() {
    if (kinesis == null) {
      kinesis = built(KinesisClient.builder(), endpoints.kinesis(), "Kinesis");
    }
    return kinesis;
  }

  public synchronized SqsClient sqs() {
    if (sqs == null) {
      sqs = built(SqsClient.builder(), endpoints.sqs(), "SQS");
    }
    return sqs;
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends AutoCloseable>
      C built(B builder, @Nullable URI endpoint, String service) {
    if (endpoint == null) {
      throw new LambdaHostException(
          "the template uses " + service + ", but no endpoint for it is configured: give one");
    }
    C client =
        builder
            .endpointOverride(endpoint)
            .region(Region.of(endpoints.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(endpoints.accessKey(), endpoints.secretKey())))
            .httpClient(http)
            .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD))
            .build();
    open.push(client);
    return client;
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      closeQuietly(open.pop());
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + closeable, e);
    }
  }
}
