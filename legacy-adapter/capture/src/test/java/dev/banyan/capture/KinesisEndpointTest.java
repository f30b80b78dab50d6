package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.capture.operations.KinesisEndpoint;
import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

final class KinesisEndpointTest {

  @Test
  void isStandIn_isPlainHttpOnThisMachine_only() {
    assertThat(KinesisEndpoint.isStandIn(URI.create("http://127.0.0.1:4567"))).isTrue();
    assertThat(KinesisEndpoint.isStandIn(URI.create("http://localhost:4567"))).isTrue();
    assertThat(KinesisEndpoint.isStandIn(URI.create("https://localhost:4567"))).isFalse();
    assertThat(KinesisEndpoint.isStandIn(URI.create("http://kinesis.example.org"))).isFalse();
    assertThat(KinesisEndpoint.isStandIn(null)).isFalse();
  }

  /** Credentials that are made up must never be sent to AWS. */
  @Test
  void of_anythingElse_leavesTheCredentialsToTheSdk() {
    assertThat(provider(null)).isNotInstanceOf(AwsCredentialsProviderChain.class);
    assertThat(provider("https://vpce-1.kinesis.us-east-1.vpce.amazonaws.com"))
        .isNotInstanceOf(AwsCredentialsProviderChain.class);
    assertThat(provider("http://127.0.0.1:4567")).isInstanceOf(AwsCredentialsProviderChain.class);
  }

  private static Object provider(String endpoint) {
    try (KinesisClient client =
        KinesisEndpoint.of(
                KinesisClient.builder()
                    .region(Region.US_EAST_1)
                    .httpClientBuilder(UrlConnectionHttpClient.builder()),
                endpoint == null ? null : URI.create(endpoint))
            .build()) {
      return client.serviceClientConfiguration().credentialsProvider();
    }
  }
}
