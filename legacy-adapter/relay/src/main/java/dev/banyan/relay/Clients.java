package dev.banyan.relay;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.capture.operations.KinesisEndpoint;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The clients of MongoDB and Kinesis, as the settings want them. */
final class Clients {

  private static final int SELECTION_SECONDS = 5;

  private Clients() {}

  static MongoClient mongo(RelaySettings settings) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applicationName("banyan-relay")
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS))
            .applyConnectionString(new ConnectionString(settings.mongodbUri()))
            .build());
  }

  static KinesisClient kinesis(RelaySettings settings) {
    KinesisClientBuilder builder =
        KinesisClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                options -> options.retryStrategy(AwsRetryStrategy.doNotRetry())); // the publisher's
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    }
    return built(KinesisEndpoint.of(builder, settings.endpoint()));
  }

  /** For claim checks; its own retries apply. */
  static S3Client s3(RelaySettings settings) {
    S3ClientBuilder builder =
        S3Client.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    }
    return built(builder);
  }

  private static <C> C built(SdkBuilder<?, C> builder) {
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new RelayException("No AWS region: set kinesis.region in relay.yaml, or AWS_REGION");
    }
  }
}
