package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Event;
import dev.banyan.publisher.FakeKinesis.RequestFate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * The promise under faults by seed: nothing lost, order per key, whole records repeated at most.
 */
final class OrderedPublisherFaultTest {

  private static final int EVENTS = 120;

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void publish_underFaults_losesNothingAndKeepsOrder(int seed) throws Exception {
    FakeKinesis kinesis = new FakeKinesis(new SeededFaults(seed));
    List<Event> published = events(new Random(seed));
    List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, config(seed))) {
      published.forEach(event -> outcomes.add(publisher.publish(event)));
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(outcome.join()).isInstanceOf(PublishOutcome.Acknowledged.class));
    assertThat(byKey(kinesis.events(OrderedPublisherFaultTest::withoutRepeats)))
        .isEqualTo(byKey(published));
    assertThat(kinesis.mostInFlight()).isLessThanOrEqualTo(lanes(seed));
  }

  private static List<Event> events(Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= EVENTS; i++) {
      int bytes = random.nextInt(20) == 0 ? 3_000 : random.nextInt(200);
      events.add(Events.sized("user" + random.nextInt(25), i, bytes));
    }
    return events;
  }

  private static PublisherConfig config(int seed) {
    return PublisherConfig.forStream("banyan-events")
        .withLanes(lanes(seed))
        .withSizes(5_000, 2_000, 9_000, 20_000)
        .withTimes(
            Duration.ofSeconds(10),
            Duration.ofNanos(seed % 3 * 100_000L),
            Duration.ofSeconds(1),
            Duration.ofNanos(100_000),
            Duration.ofMillis(1))
        .withDelivery(
            Delivery.DEFAULT.withBreaker(new BreakerSettings(10, 50, Duration.ofMillis(1))));
  }

  private static int lanes(int seed) {
    return seed % 4 == 0 ? 4 : 1;
  }

  /** A record that follows itself is a retry after a lost answer: allowed. */
  private static List<byte[]> withoutRepeats(List<byte[]> records) {
    List<byte[]> kept = new ArrayList<>();
    for (byte[] data : records) {
      if (kept.isEmpty() || !Arrays.equals(kept.get(kept.size() - 1), data)) {
        kept.add(data);
      }
    }
    return kept;
  }

  private static Map<String, List<String>> byKey(List<Event> events) {
    return events.stream()
        .collect(
            Collectors.groupingBy(
                Event::partitionKey, Collectors.mapping(Event::id, Collectors.toList())));
  }

  private static final class SeededFaults implements FakeKinesis.Faults {

    private final Random random;
    private final double recordFaults;

    SeededFaults(int seed) {
      this.random = new Random(seed);
      this.recordFaults = random.nextDouble() * 0.6;
    }

    @Override
    public RequestFate request(int number) {
      return switch (random.nextInt(8)) {
        case 0 -> RequestFate.LOST_AFTER_STORING;
        case 1 -> RequestFate.LOST_BEFORE_STORING;
        default -> RequestFate.ANSWERED;
      };
    }

    @Override
    public String record(int requestNumber, PutRecordsRequestEntry entry) {
      if (random.nextDouble() >= recordFaults) {
        return null;
      }
      return random.nextBoolean() ? "ProvisionedThroughputExceededException" : "InternalFailure";
    }
  }
}
