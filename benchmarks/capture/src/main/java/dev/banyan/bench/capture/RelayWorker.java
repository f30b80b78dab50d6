package dev.banyan.bench.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.bench.Worker;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The relay's process: {@code open}, {@code start}, {@code reset}, {@code stats}, {@code stop}. */
public final class RelayWorker {

  static final String STREAM = "bench";

  /** Their limits hold: 10,000 events a second of half a kilobyte want five of them. */
  private static final int SHARDS = 8;

  private static final Duration SETTLE = Duration.ofSeconds(30);

  private final MongoClient mongo;
  private final TimedSink sink;
  private @Nullable Relay relay;

  private RelayWorker(JsonNode request) {
    KinesisClient kinesis =
        KinesisClient.builder()
            .endpointOverride(URI.create(request.path("kinesis").asText()))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    kinesis.createStream(stream -> stream.streamName(STREAM).shardCount(SHARDS));
    this.mongo = MongoClients.create(request.path("mongo").asText());
    this.sink = new TimedSink(new OrderedPublisher(kinesis, PublisherConfig.forStream(STREAM)));
  }

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    RelayWorker[] worker = new RelayWorker[1];
    Worker.serve(
        (operation, request, answer) -> {
          if (operation.equals("open")) {
            worker[0] = new RelayWorker(request);
          } else {
            worker[0].handle(operation, answer);
          }
        });
  }

  private void handle(String operation, ObjectNode answer) throws InterruptedException {
    switch (operation) {
      case "start" -> start(answer);
      case "stop" -> stop();
      case "reset" -> sink.reset();
      case "stats" ->
          answer
              .put("acknowledged", sink.acknowledged())
              .put("last", sink.lastAcknowledgement())
              .put("p50", sink.millisAt(50))
              .put("p99", sink.millisAt(99));
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private void start(ObjectNode answer) throws InterruptedException {
    EventMapping mapping =
        EventMapping.of(
            Writes.COLLECTION, "post", "bench", "owner", null, List.of("owner", "text", "sentAt"));
    CaptureConfig config =
        CaptureConfig.of(Writes.DATABASE, List.of(mapping))
            .withPreImages(CaptureConfig.PreImages.ENABLE);
    Relay next = new Relay(mongo, sink, config);
    relay = next;
    next.start();
    answer.put("state", next.awaitSettled(SETTLE).state().name());
    answer.put("at", System.nanoTime());
  }

  private void stop() {
    Relay running = relay;
    if (running != null) {
      running.close();
    }
  }
}
