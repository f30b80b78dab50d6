package dev.banyan.capture;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A relay in a process of its own, to be killed; tells its states, ends with its parent. */
final class CrashChild {

  static final String STREAM = "banyan-events";
  static final int IN_FLIGHT = 200;

  private CrashChild() {}

  static CaptureConfig config() {
    EventMapping counters =
        EventMapping.of("follows", "follow", "relationships", "owner", null, List.of("owner", "n"));
    return CaptureConfig.of("social", List.of(counters))
        .withPreImages(CaptureConfig.PreImages.ENABLE)
        .withInFlight(IN_FLIGHT)
        .withTimes(
            Duration.ofMillis(250),
            Duration.ofMillis(100),
            Duration.ofMillis(900),
            Duration.ofSeconds(2));
  }

  static KinesisClient kinesis(URI endpoint) {
    return KinesisClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** Arguments: MongoDB's connection string, Kinesis' endpoint. */
  public static void main(String[] args) throws Exception {
    PublisherConfig quick =
        PublisherConfig.forStream(STREAM)
            .withTimes(
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofSeconds(2),
                Duration.ofMillis(1),
                Duration.ofMillis(20));
    try (MongoClient client = MongoClients.create(args[0]);
        KinesisClient kinesis = kinesis(URI.create(args[1]));
        OrderedPublisher publisher = new OrderedPublisher(kinesis, quick);
        Relay relay = new Relay(client, publisher, config())) {
      relay.start();
      RelayStatus.State told = null;
      while (System.in.available() == 0) { // fails when the parent is gone
        RelayStatus.State state = relay.awaitSettled(Duration.ofMillis(20)).state();
        if (state != told) {
          System.out.println(state);
          told = state;
        }
        Await.pause();
      }
    }
  }
}
