package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.lambda.model.Arns;
import dev.banyan.localcloud.lambda.model.StartingPosition;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import dev.banyan.localcloud.lambda.resources.AwsClients;
import dev.banyan.localcloud.lambda.resources.Endpoints;
import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Cause;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Mappings against the Kinesis stand-in, with a function in this JVM. */
@Timeout(60)
final class StreamMappingRunnerTest {

  private static final int KEYS = 5;
  private static final byte[] DONE = "{}".getBytes(StandardCharsets.US_ASCII);

  private final LocalKinesis server = LocalKinesis.start(KinesisConfig.defaults());
  private final AwsClients clients = new AwsClients(Endpoints.local(null, server.endpoint(), null));
  private final KinesisClient kinesis = clients.kinesis();
  private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
  private final AtomicInteger underway = new AtomicInteger();
  private final AtomicInteger mostUnderway = new AtomicInteger();
  private final AtomicInteger invocations = new AtomicInteger();

  @BeforeEach
  void createStream() {
    kinesis.createStream(r -> r.streamName("s").shardCount(1));
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName("s"));
  }

  @AfterEach
  void stop() {
    clients.close();
    server.close();
  }

  @Test
  void runner_keepsOrderPerKeyThroughSplitAndMerge() throws Exception {
    put(0, 20);
    kinesis.splitShard(
        r ->
            r.streamName("s")
                .shardToSplit("shardId-000000000000")
                .newStartingHashKey("170141183460469231731687303715884105728"));
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName("s"));
    put(20, 40);
    kinesis.mergeShards(
        r ->
            r.streamName("s")
                .shardToMerge("shardId-000000000001")
                .adjacentShardToMerge("shardId-000000000002"));
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName("s"));
    put(40, 60);
    try (Mapping mapping = start(mapping(new StartingPosition.TrimHorizon(), 1))) {
      await(() -> count() == 60 * KEYS);

      seen.values().forEach(n -> assertThat(n).isEqualTo(IntStream.range(0, 60).boxed().toList()));
      await(() -> mapping.status().handled() == 60 * KEYS);
      assertThat(mapping.status().iteratorAgeMillis()).isZero();
      assertThat(mapping.status().shards()).isEqualTo(1);
    }
  }

  @Test
  void runner_worksOnSeveralLanesAndKeepsOrderPerKey() throws Exception {
    put(0, 40);
    try (Mapping mapping = start(mapping(new StartingPosition.TrimHorizon(), 4))) {
      await(() -> count() == 40 * KEYS);

      seen.values().forEach(n -> assertThat(n).isEqualTo(IntStream.range(0, 40).boxed().toList()));
      assertThat(mostUnderway.get()).isBetween(2, 4);
      assertThat(mapping.status().failures()).isPositive();
    }
  }

  @Test
  void runner_startsAtLatestBehindWhatWasThere() throws Exception {
    put(0, 5);
    try (Mapping mapping = start(mapping(new StartingPosition.Latest(), 1))) {
      put(5, 10);

      await(() -> count() == 5 * KEYS);
      assertThat(seen.get("k0")).containsExactly(5, 6, 7, 8, 9);
      assertThat(mapping.status().source()).isEqualTo("s");
    }
  }

  @Test
  void runner_goesOnWhenReadingFailed() throws Exception {
    try (Mapping mapping = start(mapping(new StartingPosition.TrimHorizon(), 1))) {
      server
          .faults()
          .set(
              dev.banyan.localcloud.kinesis.FaultPlan.seeded(7)
                  .withInternalFailureRate(1)
                  .onlyFor(java.util.Set.of("GetRecords")));
      await(() -> mapping.status().lastError().contains("cannot read"));
      put(0, 3);
      server.faults().clear();

      await(() -> count() == 3 * KEYS);
    }
  }

  private Mapping start(StreamMapping mapping) {
    KinesisShards source =
        new KinesisShards(kinesis, "s", new Arns("us-east-1", "123", "http://sqs"));
    Mapping runner =
        new StreamMappingRunner(
            mapping,
            source,
            new FunctionSurroundings(
                e -> CompletableFuture.completedFuture(function(e)), batch -> {}),
            Duration.ofMillis(20));
    runner.start();
    return runner;
  }

  /** Fails each seventh time before it does anything. */
  private InvocationResult function(byte[] event) {
    mostUnderway.accumulateAndGet(underway.incrementAndGet(), Math::max);
    try {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      if (invocations.incrementAndGet() % 7 == 2) {
        return new Failed(Cause.PROCESS_ENDED, "on purpose");
      }
      EventJson.parsed(new String(event, StandardCharsets.UTF_8))
          .path("Records")
          .forEach(this::note);
      return new Returned(DONE);
    } finally {
      underway.decrementAndGet();
    }
  }

  private void note(JsonNode entry) {
    byte[] data = Base64.getDecoder().decode(entry.at("/kinesis/data").asText());
    seen.computeIfAbsent(entry.at("/kinesis/partitionKey").asText(), k -> new ArrayList<>())
        .add(Integer.parseInt(new String(data, StandardCharsets.US_ASCII)));
  }

  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      for (int key = 0; key < KEYS; key++) {
        String name = "k" + key;
        SdkBytes data = SdkBytes.fromUtf8String(Integer.toString(i));
        kinesis.putRecord(r -> r.streamName("s").partitionKey(name).data(data));
      }
    }
  }

  private int count() {
    return seen.values().stream().mapToInt(List::size).sum();
  }

  private static StreamMapping mapping(StartingPosition start, int lanes) {
    return new StreamMapping(
        "m",
        StreamMapping.Kind.KINESIS,
        "s",
        start,
        3,
        Duration.ZERO,
        lanes,
        false,
        false,
        -1,
        null,
        null,
        List.of());
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
