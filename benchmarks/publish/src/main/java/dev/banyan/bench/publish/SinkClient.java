package dev.banyan.bench.publish;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.utils.AttributeMap;

/** The SDK's client against the sink, over TLS, with the HTTP client that the starter brings. */
final class SinkClient {

  private SinkClient() {}

  static KinesisClient open(int tlsPort, boolean retries) {
    AttributeMap trustAll =
        AttributeMap.builder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build();
    return KinesisClient.builder()
        .endpointOverride(URI.create("https://127.0.0.1:" + tlsPort))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench")))
        .httpClient(UrlConnectionHttpClient.builder().buildWithDefaults(trustAll))
        .overrideConfiguration(
            options -> {
              if (!retries) {
                options.retryStrategy(AwsRetryStrategy.doNotRetry());
              }
            })
        .build();
  }
}
