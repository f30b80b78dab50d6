package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.claim.S3ClaimChecks;
import dev.banyan.publisher.FakeKinesis.RequestFate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Events in the caller's own encoding have the promises that envelopes have. */
final class EncodedEventTest {

  private static final int OVERSIZED = 2 << 20;
  private static final PublisherConfig CONFIG =
      PublisherConfig.forStream("events")
          .withTimes(
              Duration.ofMillis(100),
              Duration.ZERO,
              Duration.ofSeconds(5),
              Duration.ofMillis(1),
              Duration.ofMillis(5))
          .withDelivery(Delivery.DEFAULT.withWhenFull(WhenFull.FAIL));

  @TempDir private Path folder;

  private static EncodedEvent numbered(int number) {
    byte[] bytes = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    return new EncodedEvent("id-" + number, "alice", bytes);
  }

  private static EncodedEvent sized(int bytes) {
    return new EncodedEvent("large", "alice", new byte[bytes]);
  }

  @Test
  void publish_ofBothKinds_keepsTheOrderOfTheKey_throughFailures() throws Exception {
    FakeKinesis kinesis =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public RequestFate request(int number) {
                return number % 3 == 1 ? RequestFate.LOST_BEFORE_STORING : RequestFate.ANSWERED;
              }
            });
    List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
    try (OrderedPublisher publisher = new OrderedPublisher(kinesis, CONFIG)) {
      for (int i = 0; i < 200; i++) {
        outcomes.add(
            i % 2 == 0
                ? publisher.publish(numbered(i))
                : publisher.publish(Events.numbered("alice", i)));
      }
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    List<Integer> stored =
        kinesis.stored().get("b05").stream()
            .flatMap(data -> AggregatedRecord.unpack(data).stream())
            .map(EncodedEventTest::number)
            .toList();
    assertThat(stored).hasSize(200).isSorted();
  }

  private static int number(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("{")
        ? Integer.parseInt(new EnvelopeCodec().idOf(bytes).replaceAll(".*-", ""))
        : Integer.parseInt(text);
  }

  @Test
  void publish_ofAnOversizedOne_becomesADeadLetterWithItsBytesAndCause() throws Exception {
    S3ClaimCheckedEvents claimChecks =
        new S3ClaimCheckedEvents(
            new S3ClaimChecks(noS3(), "claims", ""), new DeadLetterFiles(folder));
    for (UnsendableEvents place : List.of(new DeadLetterFiles(folder), claimChecks)) {
      try (OrderedPublisher publisher =
          new OrderedPublisher(FakeKinesis.reliable(), CONFIG, place)) {
        PublishOutcome outcome = publisher.publish(sized(OVERSIZED)).getNow(null);

        assertThat(outcome).isInstanceOf(PublishOutcome.SetAside.class);
        Path file = Path.of(((PublishOutcome.SetAside) outcome).where());
        JsonNode letter = new ObjectMapper().readTree(file.toFile());
        assertThat(letter.path("id").asText()).isEqualTo("large");
        assertThat(letter.path("partitionkey").asText()).isEqualTo("alice");
        assertThat(letter.path("cause").asText()).contains("bytes, a record at most");
        assertThat(letter.path("bytes").binaryValue()).hasSize(OVERSIZED);
        assertThat(publisher.metrics().tooLarge()).isEqualTo(1);
        assertThat(publisher.metrics().setAside()).isEqualTo(1);
      }
    }
  }

  private static S3Client noS3() {
    return new S3Client() {
      @Override
      public String serviceName() {
        return "s3";
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void publish_ofAnOversizedOne_withoutAPlace_goesBackToTheCaller() {
    try (OrderedPublisher publisher = new OrderedPublisher(FakeKinesis.reliable(), CONFIG)) {
      assertThat(publisher.publish(sized(OVERSIZED)).getNow(null))
          .isInstanceOf(PublishOutcome.TooLarge.class);
      assertThat(publisher.publish(numbered(1)))
          .succeedsWithin(Duration.ofSeconds(10))
          .isInstanceOf(PublishOutcome.Acknowledged.class);
    }
  }

  @Test
  void publish_whenFull_saysSo_andClosingNamesWhatIsLeft() {
    FakeKinesis down =
        new FakeKinesis(
            new FakeKinesis.Faults() {
              @Override
              public RequestFate request(int number) {
                return RequestFate.LOST_BEFORE_STORING;
              }
            });
    PublisherConfig small = CONFIG.withSizes(2_000, 2_000, 2_000, 2_000);
    OrderedPublisher publisher = new OrderedPublisher(down, small);
    publisher.publish(numbered(1));

    assertThat(publisher.publish(sized(1_800)).getNow(null))
        .isInstanceOf(PublishOutcome.QueueFull.class);
    CloseReport report = publisher.close(Duration.ofMillis(20));
    assertThat(report.unsentIds()).containsExactly("id-1");
    assertThat(report.unsentBytes()).isEqualTo(1);
    assertThat(publisher.metrics().queuedBytes()).isZero();
  }

  @Test
  void anIdOrAKeyIsNeeded() {
    assertThatThrownBy(() -> new EncodedEvent("", "alice", new byte[1]))
        .hasMessageContaining("id and partitionKey must not be blank");
  }
}
