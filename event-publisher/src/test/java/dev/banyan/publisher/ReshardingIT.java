package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.localcloud.kinesis.FaultPlan;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Threads that publish, over the wire, while the stream is split, merged and scaled, records fail
 * and acknowledgements get lost: order per key, nothing lost. Consumers read parents first.
 */
final class ReshardingIT {

  private static final String STREAM = "events";
  private static final int THREADS = 4;
  private static final int KEYS = 5;
  private static final String QUARTER = "85070591730234615865843651857942052864";

  @Test
  void publish_whileTheStreamIsResharded_keepsOrderAndLosesNothing() throws Exception {
    try (LocalKinesis local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
        KinesisClient kinesis = kinesis(local)) {
      kinesis.createStream(request -> request.streamName(STREAM).shardCount(1));
      active(kinesis);
      local
          .faults()
          .set(
              FaultPlan.seeded(11)
                  .withPartialFailures(0.1, null)
                  .withLostAcknowledgements(0.05, true)
                  .onlyFor(Set.of("PutRecords")));
      int written;
      try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config())) {
        written = load(publisher, () -> reshard(kinesis, publisher));
        assertThat(publisher.metrics().regroupings()).isGreaterThanOrEqualTo(3);
        assertThat(publisher.metrics().lanes()).isEqualTo(3);
      }
      local.faults().clear();
      assertOrder(read(kinesis), written);
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

  private static PublisherConfig config() {
    return PublisherConfig.forStream(STREAM)
        .withTimes(
            Duration.ofSeconds(20),
            Duration.ofMillis(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMillis(20))
        .withDelivery(Delivery.DEFAULT.withShardRefresh(Duration.ofMillis(200)));
  }

  /** Publishes from all threads until the work is done; tells how many events each key has. */
  private static int load(OrderedPublisher publisher, Runnable work) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<CompletableFuture<PublishOutcome>> outcomes =
        new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        String name = "t" + thread + "-";
        writers.add(
            threads.submit(
                () -> {
                  int number = 0;
                  for (; !done.get(); number++) {
                    for (int key = 0; key < KEYS; key++) {
                      outcomes.add(publisher.publish(Events.sized(name + key, number, 50)));
                    }
                    LockSupport.parkNanos(1_000_000);
                  }
                  return number;
                }));
      }
      try {
        work.run();
      } finally {
        done.set(true);
      }
      int events = 0;
      for (Future<Integer> writer : writers) {
        events += KEYS * writer.get(30, TimeUnit.SECONDS);
      }
      for (CompletableFuture<PublishOutcome> outcome : outcomes) {
        assertThat(outcome.get(30, TimeUnit.SECONDS))
            .isInstanceOf(PublishOutcome.Acknowledged.class);
      }
      return events;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void reshard(KinesisClient kinesis, OrderedPublisher publisher) {
    sentOn(publisher);
    kinesis.splitShard(
        r ->
            r.streamName(STREAM)
                .shardToSplit(open(kinesis).get(0).shardId())
                .newStartingHashKey(QUARTER));
    active(kinesis);
    sentOn(publisher);
    await(() -> publisher.metrics().lanes() == 2);
    List<Shard> halves = open(kinesis);
    kinesis.mergeShards(
        r ->
            r.streamName(STREAM)
                .shardToMerge(halves.get(0).shardId())
                .adjacentShardToMerge(halves.get(1).shardId()));
    active(kinesis);
    sentOn(publisher);
    await(() -> publisher.metrics().lanes() == 1);
    for (int count : new int[] {2, 3}) {
      kinesis.updateShardCount(
          r ->
              r.streamName(STREAM)
                  .targetShardCount(count)
                  .scalingType(ScalingType.UNIFORM_SCALING));
      active(kinesis);
      sentOn(publisher);
      await(() -> publisher.metrics().lanes() == count);
    }
    sentOn(publisher);
  }

  private static void sentOn(OrderedPublisher publisher) {
    long before = publisher.metrics().events();
    await(() -> publisher.metrics().events() > before + 200);
  }

  private static List<Shard> open(KinesisClient kinesis) {
    return kinesis.listShards(r -> r.streamName(STREAM)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .toList();
  }

  private static void active(KinesisClient kinesis) {
    await(
        () ->
            kinesis
                    .describeStreamSummary(r -> r.streamName(STREAM))
                    .streamDescriptionSummary()
                    .streamStatus()
                == StreamStatus.ACTIVE);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited for 30 s").isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Shards in the order of their making: parents have the lower numbers. */
  private static List<Event> read(KinesisClient kinesis) {
    EnvelopeCodec codec = new EnvelopeCodec();
    List<Event> events = new ArrayList<>();
    for (Shard shard : kinesis.listShards(r -> r.streamName(STREAM)).shards()) {
      byte[] last = {};
      for (byte[] record : records(kinesis, shard.shardId())) {
        if (!Arrays.equals(record, last)) {
          AggregatedRecord.unpack(record).stream().map(codec::decode).forEach(events::add);
        }
        last = record;
      }
    }
    return events;
  }

  private static List<byte[]> records(KinesisClient kinesis, String shard) {
    String iterator =
        kinesis
            .getShardIterator(
                r ->
                    r.streamName(STREAM)
                        .shardId(shard)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<byte[]> records = new ArrayList<>();
    for (int empty = 0; iterator != null && empty < 3; ) {
      String from = iterator;
      GetRecordsResponse page = kinesis.getRecords(r -> r.shardIterator(from));
      page.records().forEach(record -> records.add(record.data().asByteArray()));
      empty = page.records().isEmpty() ? empty + 1 : 0;
      iterator = page.nextShardIterator();
    }
    return records;
  }

  /** A record may come twice; what counts is where each event comes first. */
  private static void assertOrder(List<Event> events, int written) {
    Map<String, Set<Long>> firsts = new LinkedHashMap<>();
    events.forEach(
        event ->
            firsts
                .computeIfAbsent(event.partitionKey(), key -> new LinkedHashSet<>())
                .add(event.version().seconds()));
    assertThat(firsts.values().stream().mapToInt(Set::size).sum()).as("events").isEqualTo(written);
    firsts.forEach((key, numbers) -> assertThat(List.copyOf(numbers)).as(key).isSorted());
  }
}
