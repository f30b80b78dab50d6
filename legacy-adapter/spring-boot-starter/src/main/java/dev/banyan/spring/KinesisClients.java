package dev.banyan.spring;

import dev.banyan.capture.operations.KinesisEndpoint;
import dev.banyan.spring.keys.BanyanPropertiesException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** The client that the publisher sends with. */
final class KinesisClients {

  private KinesisClients() {}

  static KinesisClient of(CaptureProperties properties) {
    KinesisClientBuilder builder =
        KinesisClient.builder()
            .region(region(properties))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                options -> options.retryStrategy(AwsRetryStrategy.doNotRetry())); // the publisher's
    return KinesisEndpoint.of(builder, properties.endpoint()).build();
  }

  static Region region(CaptureProperties properties) {
    if (properties.region() != null) {
      return Region.of(properties.region());
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new BanyanPropertiesException(
          "No AWS region for the stream '"
              + properties.stream()
              + "': set banyan.capture.region (such as eu-central-1), or AWS_REGION");
    }
  }
}
