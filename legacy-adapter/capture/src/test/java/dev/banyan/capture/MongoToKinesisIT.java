package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.localcloud.kinesis.FaultPlan;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The whole way of an event, over the wire, while Kinesis misbehaves. */
final class MongoToKinesisIT {

  private static final String STREAM = "banyan-events";

  @Test
  void changes_reachKinesisInOrderPerKey_throughFaults() throws Exception {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        LocalKinesis local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString());
        KinesisClient kinesis = kinesis(local)) {
      createStream(kinesis);
      local
          .faults()
          .set(
              FaultPlan.seeded(7)
                  .withPartialFailures(0.3, null)
                  .withLostAcknowledgements(0.2, true)
                  .onlyFor(Set.of("PutRecords")));
      try (OrderedPublisher publisher = new OrderedPublisher(kinesis, quick());
          Relay relay = new Relay(client, publisher, config())) {
        relay.start();
        Await.until(() -> assertThat(relay.status().state()).isEqualTo(RelayStatus.State.RUNNING));
        write(client.getDatabase("social").getCollection("follows"));
        Await.until(() -> assertThat(relay.status().published()).isEqualTo(300));
        assertThat(publisher.metrics().retried()).isPositive();
      }
      local.faults().clear();

      assertOrder(read(kinesis));
    }
  }

  private static KinesisClient kinesis(LocalKinesis local) {
    return KinesisClient.builder()
        .endpointOverride(local.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static void createStream(KinesisClient kinesis) {
    kinesis.createStream(request -> request.streamName(STREAM).shardCount(2));
    Await.until(
        () ->
            assertThat(
                    kinesis
                        .describeStreamSummary(request -> request.streamName(STREAM))
                        .streamDescriptionSummary()
                        .streamStatus())
                .isEqualTo(StreamStatus.ACTIVE));
  }

  private static PublisherConfig quick() {
    return PublisherConfig.forStream(STREAM)
        .withTimes(
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(1),
            Duration.ofMillis(20));
  }

  private static CaptureConfig config() {
    EventMapping counters =
        EventMapping.of("follows", "follow", "relationships", "owner", null, List.of("owner", "n"));
    return CaptureConfig.of("social", List.of(counters))
        .withPreImages(CaptureConfig.PreImages.ENABLE);
  }

  private static void write(MongoCollection<Document> follows) {
    IntStream.range(0, 300)
        .forEach(i -> follows.insertOne(new Document("owner", "user" + i % 12).append("n", i)));
  }

  private static List<Event> read(KinesisClient kinesis) {
    EnvelopeCodec codec = new EnvelopeCodec();
    List<Event> events = new ArrayList<>();
    kinesis
        .listShards(request -> request.streamName(STREAM))
        .shards()
        .forEach(
            shard ->
                readShard(kinesis, shard.shardId()).stream()
                    .flatMap(data -> AggregatedRecord.unpack(data).stream())
                    .map(codec::decode)
                    .filter(event -> !event.isMarker())
                    .forEach(events::add));
    return events;
  }

  private static List<byte[]> readShard(KinesisClient kinesis, String shard) {
    String iterator =
        kinesis
            .getShardIterator(
                request ->
                    request
                        .streamName(STREAM)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<byte[]> records = new ArrayList<>();
    for (int empty = 0; empty < 3; ) {
      String from = iterator;
      GetRecordsResponse response = kinesis.getRecords(request -> request.shardIterator(from));
      response.records().forEach(record -> records.add(record.data().asByteArray()));
      empty = response.records().isEmpty() ? empty + 1 : 0;
      iterator = response.nextShardIterator();
    }
    return records;
  }

  private static void assertOrder(List<Event> events) {
    Map<String, List<Integer>> byOwner =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    Event::partitionKey,
                    Collectors.mapping(
                        event -> event.data().get("n").intValue(), Collectors.toList())));
    assertThat(byOwner).hasSize(12);
    byOwner.forEach(
        (owner, numbers) ->
            assertThat(numbers.stream().distinct().toList()).as(owner).hasSize(25).isSorted());
  }
}
