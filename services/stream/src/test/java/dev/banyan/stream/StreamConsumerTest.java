package dev.banyan.stream;

import static dev.banyan.stream.testkit.TestEvents.event;
import static dev.banyan.stream.testkit.TestEvents.follow;
import static dev.banyan.stream.testkit.TestEvents.heartbeat;
import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import dev.banyan.events.Buckets;
import dev.banyan.events.Event;
import dev.banyan.stream.testkit.KinesisBatch;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.TestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

final class StreamConsumerTest {

  private static final String CAPABILITY = "test";

  private final WatermarkTable watermarks = new WatermarkTable(LocalTables.client());
  private final DeadLetterTable deadLetters = new DeadLetterTable(LocalTables.client());
  private final FakeApplier applier = new FakeApplier();
  private final StreamConsumer consumer =
      new StreamConsumer(CAPABILITY, applier, LocalTables.client());

  /** Remembers what it applied per key; answers what the test wants. */
  private static final class FakeApplier implements EventApplier {
    final Map<String, Queue<String>> applied = new ConcurrentHashMap<>();
    final Queue<String> correlationIds = new ConcurrentLinkedQueue<>();
    Function<Event, Outcome> answer = event -> Outcome.APPLIED;

    @Override
    public boolean concerns(Event event) {
      return event.type().startsWith("follow.");
    }

    @Override
    public Outcome apply(Event event) {
      correlationIds.add(String.valueOf(TraceScope.current().correlationId()));
      Outcome outcome = answer.apply(event);
      applied
          .computeIfAbsent(event.partitionKey(), key -> new ConcurrentLinkedQueue<>())
          .add(event.version().toString());
      return outcome;
    }

    List<String> of(String key) {
      return List.copyOf(applied.getOrDefault(key, new ConcurrentLinkedQueue<>()));
    }
  }

  @BeforeEach
  void emptyTables() {
    LocalTables.clear(WatermarkTable.NAME);
    LocalTables.clear(DeadLetterTable.NAME);
  }

  @AfterEach
  void stop() {
    consumer.close();
  }

  private StreamsEventResponse handle(KinesisBatch batch) {
    return consumer.handle(batch.build(), TestContext.PLENTY);
  }

  private static List<String> failures(StreamsEventResponse response) {
    return response.getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static DynamoDbException storeSays(String code, int status) {
    return (DynamoDbException)
        DynamoDbException.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("!").build())
            .build();
  }

  @Test
  void handle_appliesEveryKeyInOrder() {
    var batch = new KinesisBatch();
    for (int n = 0; n < 50; n++) {
      for (String key : List.of("ann", "bob", "cy", "dee", "eve")) {
        batch.add(follow(key, "x", n));
      }
    }

    assertThat(failures(handle(batch))).isEmpty();

    List<String> inOrder = IntStream.range(0, 50).mapToObj(n -> version(n).toString()).toList();
    assertThat(applier.applied).hasSize(5);
    applier.applied.values().forEach(v -> assertThat(v).containsExactlyElementsOf(inOrder));
  }

  @Test
  void handle_restoresTheTraceOfEachEvent() {
    handle(new KinesisBatch().add(follow("ann", "x", 1)).add(follow("bob", "x", 2)));

    assertThat(applier.correlationIds)
        .containsExactlyInAnyOrder("correlation-ann", "correlation-bob");
    assertThat(TraceScope.current()).isEqualTo(Event.Trace.NONE);
  }

  @Test
  void handle_stopsAKeyAtItsFirstTransientFailureAndReportsTheLowest() {
    applier.answer =
        e -> {
          if (e.version().equals(version(3)) || e.version().equals(version(5))) {
            throw storeSays("ProvisionedThroughputExceededException", 400);
          }
          return Outcome.APPLIED;
        };
    var batch = new KinesisBatch();
    batch.add(follow("ann", "x", 1)); // s000
    batch.add(follow("bob", "x", 2));
    batch.add(follow("ann", "x", 3)); // fails
    batch.add(follow("ann", "x", 4));
    batch.add(follow("bob", "x", 5)); // fails, later

    assertThat(failures(handle(batch))).containsExactly("s002");
    assertThat(applier.of("ann")).containsExactly(version(1).toString());
    assertThat(deadLetters.count(CAPABILITY)).isZero();
  }

  @Test
  void handle_failsTheWholeKinesisRecordOfAnAggregatedEvent() {
    applier.answer =
        e -> {
          if (e.version().equals(version(2))) {
            throw storeSays("InternalServerError", 500);
          }
          return Outcome.APPLIED;
        };

    var response =
        handle(
            new KinesisBatch()
                .add(follow("ann", "w", 0))
                .add(follow("ann", "x", 1), follow("ann", "y", 2), follow("ann", "z", 3)));

    assertThat(failures(response)).containsExactly("s001");
    assertThat(applier.of("ann")).hasSize(2);
  }

  @Test
  void handle_setsAsideWhatTheStoreWillNeverTake() {
    applier.answer =
        e -> {
          if (e.version().equals(version(1))) {
            throw storeSays("ValidationException", 400);
          }
          return Outcome.APPLIED;
        };

    var batch = new KinesisBatch().add(follow("ann", "x", 1), follow("ann", "x", 2));
    assertThat(failures(handle(batch))).isEmpty();

    DeadLetter letter = deadLetters.list(CAPABILITY, null, 10).get(0);
    assertThat(letter.cause()).isEqualTo("ValidationException: !");
    assertThat(letter.position()).isEqualTo("shardId-000000000000:s000:0");
    assertThat(letter.correlationId()).isEqualTo("correlation-ann");
    assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).contains("\"followee\":\"x\"");
    assertThat(applier.of("ann")).containsExactly(version(2).toString());
  }

  @Test
  void handle_setsAsideWhatIsNoEnvelopeOnceHoweverOftenItComes() {
    byte[] garbage = {1, 2, 3};
    var batch = new KinesisBatch().addRaw("b03", garbage).add(follow("ann", "x", 1)).heartbeats(2);

    handle(batch);
    assertThat(failures(handle(batch))).isEmpty();

    assertThat(deadLetters.list(CAPABILITY, null, 10))
        .singleElement()
        .satisfies(letter -> assertThat(letter.payload()).isEqualTo(garbage));
    assertThat(watermarks.read(CAPABILITY)).contains(version(2));
  }

  @Test
  void handle_setsAsideRejectedEvents() {
    applier.answer = e -> new Outcome.Rejected("no good");

    handle(new KinesisBatch().add(follow("ann", "x", 1)));

    assertThat(deadLetters.list(CAPABILITY, null, 10))
        .extracting(DeadLetter::cause)
        .containsExactly("no good");
  }

  @Test
  void handle_movesTheWatermarkOnlyUpToTheFirstFailureOfABucket() {
    applier.answer =
        e -> {
          throw storeSays("ThrottlingException", 400);
        };
    Event failing = follow("ann", "x", 5);
    int blocked = failing.bucket();

    handle(new KinesisBatch().heartbeats(4).add(failing).heartbeats(9));

    Progress progress = watermarks.progress(CAPABILITY);
    assertThat(progress.buckets().get(blocked)).isEqualTo(version(4));
    assertThat(progress.buckets().get((blocked + 1) % Buckets.COUNT)).isEqualTo(version(9));
    assertThat(watermarks.read(CAPABILITY)).contains(version(4));
  }

  @Test
  void handle_takesAMarkersBucketFromTheRecordsOuterKey() {
    handle(new KinesisBatch().add("b07", heartbeat("any key", version(4))));

    assertThat(watermarks.progress(CAPABILITY).buckets()).containsOnlyKeys(7);
  }

  @Test
  void handle_setsAsideWhatLegacyWroteAfterTheFence() {
    watermarks.fence(CAPABILITY, version(5));

    var batch =
        new KinesisBatch()
            .add(follow("ann", "x", 5))
            .add(follow("ann", "x", 6))
            .add(event("other", "follow.put", "ann", version(7), "{'a':'b'}"))
            .add(event("post.put", "p", 8, "{'a':'b'}"));
    assertThat(failures(handle(batch))).isEmpty();

    assertThat(applier.of("ann")).containsExactly(version(5).toString(), version(7).toString());
    assertThat(deadLetters.list(CAPABILITY, null, 10))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.cause()).isEqualTo("bypass: legacy wrote after the switch"));
  }

  @Test
  void handle_leavesTheRestToTheNextInvocationWhenTimeIsNearlyOver() {
    var batch = new KinesisBatch().add(follow("ann", "x", 1)).heartbeats(2);

    var response = consumer.handle(batch.build(), new TestContext(1_000));

    assertThat(failures(response)).containsExactly("s000");
    assertThat(applier.applied).isEmpty();
  }
}
