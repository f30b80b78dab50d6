package dev.banyan.relationships;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Recorded;
import dev.banyan.stream.testkit.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

final class RelationshipsChangesHandlerTest {

  private static final Backoff SHORT = new Backoff(4, Duration.ZERO, Duration.ofMillis(1));

  private final FakeKinesis kinesis = new FakeKinesis();
  private final RelationshipsChangesHandler handler =
      new RelationshipsChangesHandler(kinesis, LocalTables.client(), "banyan-events", SHORT);

  /** Keeps what it accepts per outer key, in order; refuses what the test wants. */
  private static final class FakeKinesis implements KinesisClient {
    final Map<String, List<Event>> accepted = new HashMap<>();
    final EnvelopeCodec codec = new EnvelopeCodec();
    Predicate<PutRecordsRequestEntry> refuses = entry -> false;
    boolean away;
    int requests;

    @Override
    public PutRecordsResponse putRecords(PutRecordsRequest request) {
      requests++;
      if (away) {
        throw SdkClientException.create("connection refused");
      }
      var keys = new HashSet<String>();
      var results = new ArrayList<PutRecordsResultEntry>();
      for (PutRecordsRequestEntry entry : request.records()) {
        assertThat(keys.add(entry.partitionKey())).as("one record per bucket").isTrue();
        results.add(refuses.test(entry) ? refused() : accept(entry));
      }
      return PutRecordsResponse.builder().records(results).build();
    }

    private PutRecordsResultEntry accept(PutRecordsRequestEntry entry) {
      for (byte[] envelope : AggregatedRecord.unpack(entry.data().asByteArray())) {
        Event event = codec.decode(envelope);
        assertThat(Buckets.outerKey(event.bucket())).isEqualTo(entry.partitionKey());
        assertThat(Buckets.explicitHashKey(event.bucket())).isEqualTo(entry.explicitHashKey());
        accepted.computeIfAbsent(entry.partitionKey(), key -> new ArrayList<>()).add(event);
      }
      return PutRecordsResultEntry.builder().sequenceNumber("1").build();
    }

    private static PutRecordsResultEntry refused() {
      return PutRecordsResultEntry.builder()
          .errorCode("ProvisionedThroughputExceededException")
          .build();
    }

    @Override
    public String serviceName() {
      return "kinesis";
    }

    @Override
    public void close() {}
  }

  private static DynamodbEvent batch(int changes) {
    var records = new ArrayList<String>();
    for (int n = 0; n < changes; n++) {
      records.add(
          """
          {"eventID":"e%1$d","eventName":"INSERT","eventSource":"aws:dynamodb","awsRegion":"us-east-1",
           "dynamodb":{"SequenceNumber":"%1$d","StreamViewType":"NEW_AND_OLD_IMAGES",
            "NewImage":{"follower":{"S":"u%2$d"},"followee":{"S":"x"},
             "createdAt":{"S":"2026-01-01T00:00:00.000Z"},"origin":{"S":"serverless"},
             "v":{"S":"1700000000.%3$010d.00000"}}}}"""
              .formatted(n, n % 7, n));
    }
    return Recorded.parse(DynamodbEvent.class, "{\"Records\":[" + String.join(",", records) + "]}");
  }

  private StreamsEventResponse handle(DynamodbEvent batch) {
    return handler.handleRequest(batch, TestContext.PLENTY);
  }

  @Test
  void handleRequest_publishesARecordedBatch() {
    var response = handle(Recorded.event(DynamodbEvent.class, "dynamodb-changes.json"));

    assertThat(response.getBatchItemFailures()).isEmpty();
    List<Event> events = kinesis.accepted.get(Buckets.outerKey(Buckets.of("ann")));
    assertThat(events).extracting(Event::type).containsExactly("follow.put", "follow.deleted");
    Event put = events.get(0);
    assertThat(put.source()).isEqualTo("relationships");
    assertThat(put.subject()).isEqualTo("ann:bob");
    assertThat(put.partitionKey()).isEqualTo("ann");
    assertThat(put.version()).hasToString("1767225600.0000123456.00000");
    assertThat(put.time()).isEqualTo("2026-01-01T00:00:00.123456Z");
    assertThat(put.trace().correlationId()).isEqualTo("correlation-7");
    assertThat(put.data())
        .hasToString(
            "{\"follower\":\"ann\",\"followee\":\"bob\",\"createdAt\":\"2026-01-01T00:00:00.123Z\"}");
    assertThat(events.get(1).data()).hasToString("{\"follower\":\"ann\",\"followee\":\"bob\"}");
  }

  @Test
  void handleRequest_keepsTheOrderOfABucketThroughPartialFailures() {
    var random = new Random(7);
    kinesis.refuses = entry -> random.nextInt(3) == 0;

    assertThat(handle(batch(200)).getBatchItemFailures()).isEmpty();

    assertThat(kinesis.accepted.values().stream().mapToInt(List::size).sum()).isEqualTo(200);
    kinesis
        .accepted
        .values()
        .forEach(events -> assertThat(events).extracting(Event::version).isSorted());
  }

  @Test
  void handleRequest_reportsTheFirstChangeOfABucketThatIsStuck() {
    DynamodbEvent batch = batch(20);
    String stuck = Buckets.outerKey(Buckets.of("u3"));
    kinesis.refuses = entry -> entry.partitionKey().equals(stuck);

    var failures = handle(batch).getBatchItemFailures();

    assertThat(failures).singleElement().extracting(f -> f.getItemIdentifier()).isEqualTo("3");
    assertThat(kinesis.accepted).doesNotContainKey(stuck).isNotEmpty();
  }

  @Test
  void handleRequest_givesUpWhenKinesisIsAway() {
    kinesis.away = true;

    var failures = handle(batch(3)).getBatchItemFailures();

    assertThat(failures).singleElement().extracting(f -> f.getItemIdentifier()).isEqualTo("0");
    assertThat(kinesis.requests).isEqualTo(4);
  }

  @Test
  void handleRequest_setsAsideWhatIsNoItemAndPublishesTheRest() {
    LocalTables.clear(DeadLetterTable.NAME);
    DynamodbEvent batch = batch(3);
    batch.getRecords().get(1).getDynamodb().getNewImage().remove("v");

    assertThat(handle(batch).getBatchItemFailures()).isEmpty();

    assertThat(new DeadLetterTable(LocalTables.client()).list("relationships", null, 9))
        .extracting(DeadLetter::position)
        .containsExactly("changes:1:0");
    assertThat(kinesis.accepted.values().stream().mapToInt(List::size).sum()).isEqualTo(2);
  }
}
