package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.publisher.FakeKinesis.RequestFate;
import dev.banyan.publisher.PublishOutcome.Acknowledged;
import dev.banyan.publisher.PublishOutcome.QueueFull;
import dev.banyan.publisher.PublishOutcome.TooLarge;
import dev.banyan.publisher.PublishOutcome.Unsent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

final class OrderedPublisherTest {

  private static final int MIB = 1024 * 1024;
  private static final PublisherConfig CONFIG =
      PublisherConfig.forStream("banyan-events")
          .withTimes(
              Duration.ofMillis(100),
              Duration.ZERO,
              Duration.ofSeconds(5),
              Duration.ofMillis(1),
              Duration.ofMillis(5))
          .withDelivery(Delivery.DEFAULT.withShardPace(ShardPace.UNLIMITED));

  @Test
  void publish_acknowledgesWithSequenceNumber() throws Exception {
    FakeKinesis kinesis = FakeKinesis.reliable();
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      assertThat(publisher.publish(Events.numbered("alice", 1)).get(5, TimeUnit.SECONDS))
          .isEqualTo(new Acknowledged("shardId-000000000000", "0"));
    }
    assertThat(kinesis.stored()).containsOnlyKeys("b05");
  }

  @Test
  void publish_whileARequestIsInFlight_packsEachBucketIntoOneRecord() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    FakeKinesis kinesis = holdingFirstRequest(held);
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
      outcomes.add(publisher.publish(Events.numbered("first", 0)));
      awaitRequests(kinesis, 1);
      for (int i = 1; i <= 100; i++) {
        outcomes.add(publisher.publish(Events.numbered("user" + i % 40, i)));
      }
      held.countDown();
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(5, TimeUnit.SECONDS);
      assertThat(publisher.metrics().events()).isEqualTo(101);
    }

    assertThat(kinesis.requests()).hasSize(2);
    assertThat(kinesis.requests().get(1).records())
        .hasSizeLessThanOrEqualTo(16)
        .extracting(PutRecordsRequestEntry::partitionKey)
        .doesNotHaveDuplicates();
    assertThat(kinesis.events(UnaryOperator.identity())).hasSize(101);
  }

  @Test
  void publish_afterALostAnswer_sendsTheSameBytesAgain() throws Exception {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public RequestFate request(int number) {
                return number == 1 ? RequestFate.LOST_AFTER_STORING : RequestFate.ANSWERED;
              }
            });
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      CompletableFuture<PublishOutcome> first = publisher.publish(Events.numbered("alice", 1));
      CompletableFuture<PublishOutcome> second = publisher.publish(Events.numbered("alice", 2));
      assertThat(first.get(5, TimeUnit.SECONDS)).isInstanceOf(Acknowledged.class);
      assertThat(second.get(5, TimeUnit.SECONDS)).isInstanceOf(Acknowledged.class);
      assertThat(publisher.metrics().retries()).containsEntry(RetryCause.UNANSWERED, 1L);
    }

    List<byte[]> stored = kinesis.stored().get("b05");
    assertThat(stored.get(1)).isEqualTo(stored.get(0));
  }

  @Test
  void publish_whenABucketFails_othersGoOn() throws Exception {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public String record(int requestNumber, PutRecordsRequestEntry entry) {
                return entry.partitionKey().equals("b03")
                    ? "ProvisionedThroughputExceededException"
                    : null;
              }
            });
    OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG);
    CompletableFuture<PublishOutcome> stuck =
        publisher.publish(Events.numbered(Events.keyIn(3), 1));
    for (int i = 2; i < 20; i++) {
      assertThat(publisher.publish(Events.numbered(Events.keyIn(4), i)).get(5, TimeUnit.SECONDS))
          .isInstanceOf(Acknowledged.class);
    }

    assertThat(stuck).isNotDone();
    assertThat(publisher.metrics().retries().get(RetryCause.THROTTLED)).isPositive();
    assertThat(publisher.metrics().oldestUnsent()).isPositive();
    assertThat(publisher.close(Duration.ofMillis(50)).unsentEvents()).isEqualTo(1);
  }

  @Test
  void publish_tooLarge_answersAtOnceAndDoesNotBlockItsKey() throws Exception {
    FakeKinesis kinesis = FakeKinesis.reliable();
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      assertThat(publisher.publish(Events.sized("alice", 1, MIB)).getNow(null))
          .isInstanceOfSatisfying(
              TooLarge.class,
              outcome -> {
                assertThat(outcome.bytes()).isGreaterThan(MIB);
                assertThat(outcome.limit()).isEqualTo(MIB);
              });
      assertThat(publisher.publish(Events.numbered("alice", 2)).get(5, TimeUnit.SECONDS))
          .isInstanceOf(Acknowledged.class);
      assertThat(publisher.metrics().tooLarge()).isEqualTo(1);
    }
  }

  @Test
  void publish_countsBytesAsKinesisDoes() throws Exception {
    FakeKinesis kinesis = FakeKinesis.reliable(); // refuses what is over the limits
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        outcomes.add(publisher.publish(Events.sized(Events.keyIn(i), i, MIB - 600)));
        outcomes.add(publisher.publish(Events.sized(Events.keyIn(i), i, 300_000)));
      }
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
      assertThat(outcomes)
          .allSatisfy(outcome -> assertThat(outcome.join()).isInstanceOf(Acknowledged.class));
      assertThat(publisher.metrics().bytes())
          .isEqualTo(
              kinesis.requests().stream()
                  .flatMap(request -> request.records().stream())
                  .mapToLong(entry -> entry.data().asByteArrayUnsafe().length + 3)
                  .sum());
    }
  }

  @Test
  void publish_whenFull_waitsThenSaysSo() {
    CountDownLatch held = new CountDownLatch(1);
    FakeKinesis kinesis = holdingFirstRequest(held);
    try (OrderedPublisher publisher =
        new OrderedPublisher(kinesis, CONFIG.withSizes(2_000, 2_000, 2_000, 2_000))) {
      CompletableFuture<PublishOutcome> first = publisher.publish(Events.sized("a", 1, 1_300));
      assertThat(publisher.publish(Events.sized("b", 1, 1_300)).getNow(null))
          .isInstanceOfSatisfying(
              QueueFull.class, full -> assertThat(full.queuedBytes()).isGreaterThan(1_300));
      assertThat(publisher.metrics().queueFull()).isEqualTo(1);
      held.countDown();
      assertThat(first).succeedsWithin(Duration.ofSeconds(5));
      assertThat(publisher.publish(Events.sized("b", 1, 1_300)))
          .succeedsWithin(Duration.ofSeconds(5))
          .isInstanceOf(Acknowledged.class);
    }
  }

  @Test
  void publish_whenFull_takesTheEventAsSoonAsThereIsRoom() {
    CountDownLatch held = new CountDownLatch(1);
    FakeKinesis kinesis = holdingFirstRequest(held);
    PublisherConfig patient =
        CONFIG
            .withSizes(2_000, 2_000, 2_000, 2_000)
            .withTimes(
                Duration.ofSeconds(20),
                CONFIG.times().pace(),
                CONFIG.times().request(),
                CONFIG.times().firstRetry(),
                CONFIG.times().lastRetry());
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, patient)) {
      publisher.publish(Events.sized("a", 1, 1_300));
      Thread caller = Thread.currentThread();
      Thread releaser = new Thread(() -> releaseWhenWaiting(caller, held));
      releaser.start();
      assertThat(publisher.publish(Events.sized("b", 1, 1_300)))
          .succeedsWithin(Duration.ofSeconds(5))
          .isInstanceOf(Acknowledged.class);
      assertThat(publisher.metrics().queueFull()).isZero();
    }
  }

  private static void releaseWhenWaiting(Thread caller, CountDownLatch held) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (caller.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    held.countDown();
  }

  @Test
  void publish_intoAMissingStream_goesOnWhenItIsThere() {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public void arrive(int requestNumber) {
                if (requestNumber < 4) {
                  throw ResourceNotFoundException.builder().statusCode(400).build();
                }
              }
            });
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      assertThat(publisher.publish(Events.numbered("alice", 1)))
          .succeedsWithin(Duration.ofSeconds(5))
          .isInstanceOf(Acknowledged.class);
      assertThat(publisher.metrics().retries()).containsEntry(RetryCause.REFUSED, 3L);
    }
  }

  @Test
  void publish_paced_startsNoTwoRequestsWithinThePace() {
    FakeKinesis kinesis = FakeKinesis.reliable();
    PublisherConfig paced =
        CONFIG.withTimes(
            CONFIG.times().queueWait(),
            Duration.ofMillis(100),
            CONFIG.times().request(),
            CONFIG.times().firstRetry(),
            CONFIG.times().lastRetry());
    long start = System.nanoTime();
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, paced)) {
      for (int i = 0; i < 3; i++) {
        assertThat(publisher.publish(Events.numbered("alice", i)))
            .succeedsWithin(Duration.ofSeconds(5));
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @RepeatedTest(40) // the last answer is settled while the closer looks
  void close_drainsAndThenTakesNothing() {
    FakeKinesis kinesis = FakeKinesis.reliable();
    OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG);
    CompletableFuture<PublishOutcome> queued = publisher.publish(Events.numbered("alice", 1));

    assertThat(publisher.close(Duration.ofSeconds(5)).complete()).isTrue();
    assertThat(queued.getNow(null)).isInstanceOf(Acknowledged.class);
    assertThat(publisher.publish(Events.numbered("alice", 2)).getNow(null))
        .isInstanceOf(Unsent.class);
    assertThat(publisher.metrics().queuedBytes()).isZero();
  }

  @RepeatedTest(40) // the lane ends while the closer counts
  void close_reportsWhatCouldNotBeSent() {
    CountDownLatch held = new CountDownLatch(1);
    OrderedPublisher publisher = new OrderedPublisher(holdingFirstRequest(held), CONFIG);
    CompletableFuture<PublishOutcome> first = publisher.publish(Events.numbered("alice", 1));
    CompletableFuture<PublishOutcome> second = publisher.publish(Events.numbered("alice", 2));

    CloseReport report = publisher.close(Duration.ofMillis(50));

    assertThat(report.unsentEvents()).isEqualTo(2);
    assertThat(report.unsentBytes()).isPositive();
    assertThat(first.getNow(null)).isInstanceOf(Unsent.class);
    assertThat(second.getNow(null)).isInstanceOf(Unsent.class);
    held.countDown();
  }

  @Test
  void config_refusesWhatKinesisWould() {
    assertThatThrownBy(() -> CONFIG.withSizes(11 * MIB, MIB, 11 * MIB, 20 * MIB))
        .hasMessageContaining("recordBytes");
    assertThatThrownBy(() -> CONFIG.withLanes(3)).hasMessageContaining("power of two");
  }

  private static FakeKinesis holdingFirstRequest(CountDownLatch held) {
    return new FakeKinesis(
        new FakeKinesis.Faults() {
          @Override
          public void arrive(int requestNumber) {
            if (requestNumber == 1) {
              await(held);
            }
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitRequests(FakeKinesis kinesis, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    List<PutRecordsRequest> requests = kinesis.requests();
    while (requests.size() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      requests = kinesis.requests();
    }
    assertThat(requests).hasSize(count);
  }
}
