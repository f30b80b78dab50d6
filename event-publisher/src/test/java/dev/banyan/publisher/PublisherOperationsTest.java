package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.publisher.FakeKinesis.RequestFate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** What operators and callers see. */
final class PublisherOperationsTest {

  private static final PublisherConfig CONFIG =
      PublisherConfig.forStream("events")
          .withTimes(
              Duration.ofMillis(100),
              Duration.ZERO,
              Duration.ofSeconds(5),
              Duration.ofMillis(1),
              Duration.ofMillis(5));

  @TempDir private Path folder;

  @Test
  void publish_whenFullAndToldToFail_saysSoAtOnceAndStaysSmall() {
    CountDownLatch held = new CountDownLatch(1);
    PublisherConfig config =
        CONFIG
            .withSizes(100_000, 100_000, 1_000_000, 8_000_000)
            .withDelivery(
                Delivery.DEFAULT.withWhenFull(WhenFull.FAIL).withShardPace(ShardPace.UNLIMITED));
    OrderedPublisher publisher = new OrderedPublisher(stalled(held), config);
    Event event = Events.sized("alice", 1, 200);
    long before = usedHeap();
    PublishOutcome last = null;
    for (int i = 0; i < 1_000_000; i++) {
      last = publisher.publish(event).getNow(null);
    }

    assertThat(usedHeap() - before).isLessThan(64 << 20);
    assertThat(last)
        .isInstanceOfSatisfying(
            PublishOutcome.QueueFull.class,
            full -> assertThat(full.message()).contains("queue is full").contains("8000000"));
    assertThat(publisher.metrics().queuedBytes()).isBetween(7_000_000L, 8_000_000L);
    held.countDown();
    assertThat(publisher.close(Duration.ofSeconds(20)).complete()).isTrue();
    assertThat(publisher.metrics().queuedBytes()).isZero();
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void close_namesWhatItCouldNotSend() {
    OrderedPublisher publisher = new OrderedPublisher(stalled(new CountDownLatch(1)), CONFIG);
    publisher.publish(Events.numbered("alice", 1));
    publisher.publish(Events.numbered("alice", 2));

    assertThat(publisher.close(Duration.ofMillis(20)).unsentIds())
        .containsExactly("legacy-alice-1", "legacy-alice-2");
    assertThat(publisher.health().state()).isEqualTo(PublisherHealth.State.CLOSED);
  }

  @Test
  void anOpenBreaker_holdsEventsAndLosesNone() {
    boolean[] down = {true};
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public RequestFate request(int number) {
                return down[0] ? RequestFate.LOST_BEFORE_STORING : RequestFate.ANSWERED;
              }
            });
    PublisherConfig config =
        CONFIG.withDelivery(
            Delivery.DEFAULT.withBreaker(new BreakerSettings(3, 50, Duration.ofMillis(50))));
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config)) {
      var outcome = publisher.publish(Events.numbered("alice", 1));
      await(() -> publisher.health().breaker() != PublisherHealth.Breaker.CLOSED);
      assertThat(publisher.health().state()).isEqualTo(PublisherHealth.State.WAITING);
      assertThat(outcome).isNotDone();
      down[0] = false;
      assertThat(outcome)
          .succeedsWithin(Duration.ofSeconds(10))
          .isInstanceOf(PublishOutcome.Acknowledged.class);
      await(() -> publisher.health().isUp());
    }
  }

  /** The third request succeeds, and opens the breaker by the two before it. */
  @Test
  void whenNothingWaits_thePublisherIsUp_whateverTheBreakerRemembers() {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public RequestFate request(int number) {
                return number < 3 ? RequestFate.LOST_BEFORE_STORING : RequestFate.ANSWERED;
              }
            });
    PublisherConfig config =
        CONFIG.withDelivery(
            Delivery.DEFAULT.withBreaker(new BreakerSettings(3, 50, Duration.ofMinutes(5))));
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config)) {
      assertThat(publisher.publish(Events.numbered("alice", 1)))
          .succeedsWithin(Duration.ofSeconds(10));
      assertThat(publisher.health().breaker()).isEqualTo(PublisherHealth.Breaker.OPEN);
      assertThat(publisher.health().isUp()).isTrue();

      publisher.publish(Events.numbered("alice", 2));
      await(() -> publisher.health().state() == PublisherHealth.State.WAITING);
      publisher.close(Duration.ofMillis(10));
    }
  }

  /** Throttling is an answer: the breaker is for a stream that gives none. */
  @Test
  void throttling_doesNotOpenTheBreaker() {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public String record(int number, PutRecordsRequestEntry entry) {
                return number < 10 ? "ProvisionedThroughputExceededException" : null;
              }
            });
    PublisherConfig config =
        CONFIG.withDelivery(
            Delivery.DEFAULT.withBreaker(new BreakerSettings(3, 50, Duration.ofMinutes(5))));
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config)) {
      assertThat(publisher.publish(Events.numbered("alice", 1)))
          .succeedsWithin(Duration.ofSeconds(20));
      assertThat(publisher.health().breaker()).isEqualTo(PublisherHealth.Breaker.CLOSED);
    }
  }

  @Test
  void aRefusal_isUnhealthyWithTheRemedy() {
    FakeKinesis kinesis = refusing();
    try (OrderedPublisher publisher =
        new OrderedPublisher(
            kinesis,
            CONFIG.withTimes(
                CONFIG.times().queueWait(),
                CONFIG.times().pace(),
                CONFIG.times().request(),
                CONFIG.times().firstRetry(),
                CONFIG.times().lastRetry()))) {
      publisher.publish(Events.numbered("alice", 1));
      await(() -> publisher.health().state() == PublisherHealth.State.REFUSED);
      assertThat(publisher.health().message())
          .contains("stream 'events'")
          .contains("does not exist")
          .contains("create-stream");
      publisher.close(Duration.ofMillis(10));
    }
  }

  @Test
  void deniedAccess_isUnhealthyWithTheRights_andHoldsEventsUntilTheyAreGiven() {
    boolean[] denied = {true};
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public void arrive(int requestNumber) {
                if (denied[0]) {
                  throw denial();
                }
              }
            });
    PublisherConfig config =
        CONFIG.withDelivery(
            Delivery.DEFAULT.withBreaker(new BreakerSettings(3, 50, Duration.ofMillis(20))));
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config)) {
      var outcome = publisher.publish(Events.numbered("alice", 1));
      await(() -> publisher.health().state() == PublisherHealth.State.REFUSED);
      assertThat(publisher.health().isUp()).isFalse();
      assertThat(publisher.health().message())
          .contains("stream 'events'", "access is denied", "kinesis:PutRecords");
      assertThat(outcome).isNotDone();

      denied[0] = false;
      assertThat(outcome)
          .succeedsWithin(Duration.ofSeconds(10))
          .isInstanceOf(PublishOutcome.Acknowledged.class);
      await(() -> publisher.health().isUp());
    }
  }

  @Test
  void missingCredentials_areNoSilence_butARefusalWithTheRemedy() {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public void arrive(int requestNumber) {
                throw SdkClientException.create(
                    "Unable to load credentials from any of the providers in the chain X : [...]");
              }
            });
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      publisher.publish(Events.numbered("alice", 1));
      await(() -> publisher.health().state() == PublisherHealth.State.REFUSED);
      assertThat(publisher.health().message())
          .contains("stream 'events'", "no AWS credentials", "AWS_ACCESS_KEY_ID");
      publisher.close(Duration.ofMillis(10));
    }
  }

  private static AwsServiceException denial() {
    return KinesisException.builder()
        .statusCode(400)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDeniedException").build())
        .build();
  }

  @Test
  void aRefusal_isExplained() {
    assertThat(StreamRefusal.explain("events", denial()))
        .contains("kinesis:PutRecords")
        .contains("kinesis:ListShards");
  }

  @Test
  void requireStream_saysAtStartWhatIsWrong() {
    try (OrderedPublisher publisher = new OrderedPublisher(FakeKinesis.reliable(), CONFIG)) {
      assertThatThrownBy(publisher::requireStream)
          .isInstanceOf(PublisherException.class)
          .hasMessageContaining("stream 'events'")
          .hasMessageContaining("look at the region");
    }
  }

  @Test
  void publish_ofWhatCannotBeWritten_becomesADeadLetterWithItsCause() throws Exception {
    Event odd = odd();
    try (OrderedPublisher publisher =
        new OrderedPublisher(FakeKinesis.reliable(), CONFIG, new DeadLetterFiles(folder))) {
      PublishOutcome outcome = publisher.publish(odd).getNow(null);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              PublishOutcome.SetAside.class,
              kept -> {
                assertThat(kept.cause()).contains("surrogate");
                assertThat(Path.of(kept.where()))
                    .content()
                    .contains("surrogate", "\"partitionkey\":\"p\"", "half");
              });
      assertThat(outcome.isSettled()).isTrue();
      assertThat(publisher.publish(Events.sized("a", 1, 2 << 20)).getNow(null))
          .isInstanceOf(PublishOutcome.SetAside.class);
      assertThat(publisher.metrics().setAside()).isEqualTo(2);
      assertThat(Files.list(folder)).hasSize(2);
    }
  }

  @Test
  void publish_ofWhatCannotBeWritten_withoutAPlace_goesBackToTheCaller() {
    try (OrderedPublisher publisher = new OrderedPublisher(FakeKinesis.reliable(), CONFIG)) {
      PublishOutcome outcome = publisher.publish(odd()).getNow(null);
      assertThat(outcome).isInstanceOf(PublishOutcome.Unwritable.class);
      assertThat(outcome.isSettled()).isFalse();
    }
  }

  private static Event odd() {
    return new Event(
        "odd",
        "legacy",
        "post.put",
        "p",
        Instant.EPOCH,
        "p",
        SourceVersion.LOWEST,
        Event.Trace.NONE,
        JsonNodeFactory.instance.objectNode().put("text", "half \ud800"));
  }

  @Test
  void meters_haveWhatTheMetricsHave() {
    try (OrderedPublisher publisher = new OrderedPublisher(FakeKinesis.reliable(), CONFIG)) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      new PublisherMeters(publisher, "events").bindTo(registry);
      assertThat(publisher.publish(Events.numbered("alice", 1)))
          .succeedsWithin(Duration.ofSeconds(5));

      assertThat(registry.get("banyan.publisher.events").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("banyan.publisher.aggregation.ratio").gauge().value()).isEqualTo(1);
      assertThat(registry.get("banyan.publisher.lanes").gauge().value()).isEqualTo(1);
      assertThat(registry.get("banyan.publisher.breaker").tag("state", "closed").gauge().value())
          .isEqualTo(1);
      assertThat(registry.get("banyan.publisher.retries").functionCounters()).hasSize(4);
    }
  }

  /** Dashboards and alarms name them: a changed name breaks them silently. */
  @Test
  void meters_keepTheirNames() {
    try (OrderedPublisher publisher = new OrderedPublisher(FakeKinesis.reliable(), CONFIG)) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      new PublisherMeters(publisher, "events").bindTo(registry);

      assertThat(registry.getMeters())
          .allSatisfy(meter -> assertThat(meter.getId().getTag("stream")).isEqualTo("events"))
          .extracting(meter -> meter.getId().getName().replace("banyan.publisher.", ""))
          .containsOnly(
              "events",
              "records",
              "requests",
              "bytes",
              "event.bytes",
              "too.large",
              "set.aside",
              "queue.full",
              "regroupings",
              "retries",
              "aggregation.ratio",
              "in.flight",
              "lanes",
              "queue.bytes",
              "oldest.unsent",
              "breaker");
      assertThat(registry.get("banyan.publisher.retries").functionCounters())
          .extracting(counter -> counter.getId().getTag("cause"))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(RetryCause.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList());
    }
  }

  private static FakeKinesis refusing() {
    return new FakeKinesis(
        new FakeKinesis.Faults() {
          @Override
          public void arrive(int requestNumber) {
            throw ResourceNotFoundException.builder().statusCode(400).build();
          }
        });
  }

  private static FakeKinesis stalled(CountDownLatch held) {
    return new FakeKinesis(
        new FakeKinesis.Faults() {
          @Override
          public void arrive(int requestNumber) {
            try {
              held.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
