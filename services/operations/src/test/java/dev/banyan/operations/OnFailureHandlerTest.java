package dev.banyan.operations;

import static dev.banyan.stream.testkit.TestEvents.follow;
import static dev.banyan.stream.testkit.TestEvents.heartbeat;
import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Recorded;
import dev.banyan.stream.testkit.TestContext;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.Record;

final class OnFailureHandlerTest {

  private final DeadLetterTable deadLetters = new DeadLetterTable(LocalTables.client());
  private final FakeShard shard = new FakeShard();
  private final OnFailureHandler handler =
      new OnFailureHandler(
          LocalTables.client(),
          Map.of(Notice.Source.KINESIS, new KinesisReader(shard)),
          OperationsSettings.of(Map.of("CAPABILITIES", "feed-stream=feed, x=y")));

  /** One shard, two records a page; an iterator is an index. */
  private static final class FakeShard implements KinesisClient {
    final List<Record> records = new ArrayList<>();
    boolean away;
    boolean forgotten;

    void add(long sequence, byte[] data) {
      records.add(
          Record.builder()
              .sequenceNumber(Long.toString(sequence))
              .approximateArrivalTimestamp(Instant.ofEpochSecond(sequence))
              .partitionKey("b00")
              .data(SdkBytes.fromByteArray(data))
              .build());
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
      if (away) {
        throw KinesisException.builder().message("away").statusCode(500).build();
      }
      if (forgotten) {
        throw InvalidArgumentException.builder().message("too old").build();
      }
      assertThat(request.streamARN()).endsWith("stream/banyan-events");
      assertThat(request.shardId()).isEqualTo("shardId-000000000001");
      var from = new BigInteger(request.startingSequenceNumber());
      int index = 0;
      while (index < records.size()
          && new BigInteger(records.get(index).sequenceNumber()).compareTo(from) < 0) {
        index++;
      }
      return GetShardIteratorResponse.builder().shardIterator("" + index).build();
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
      int from = Integer.parseInt(request.shardIterator());
      int to = Math.min(records.size(), from + 2);
      return GetRecordsResponse.builder()
          .records(records.subList(from, to))
          .nextShardIterator("" + to)
          .millisBehindLatest(to == records.size() ? 0L : 1000L)
          .build();
    }

    @Override
    public String serviceName() {
      return "kinesis";
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(DeadLetterTable.NAME);
  }

  private static byte[] aggregate(Event... events) {
    var codec = new EnvelopeCodec();
    return AggregatedRecord.pack("b00", Arrays.stream(events).map(codec::encode).toList());
  }

  private List<String> failures() {
    SQSEvent recorded = Recorded.event(SQSEvent.class, "on-failure.json");
    return handler.handleRequest(recorded, TestContext.PLENTY).getBatchItemFailures().stream()
        .map(failure -> failure.getItemIdentifier())
        .toList();
  }

  @Test
  void handleRequest_setsEveryEventOfTheRangeAside() {
    shard.add(99, aggregate(follow("before", "x", 1)));
    shard.add(100, aggregate(follow("ann", "x", 2), follow("bob", "x", 3)));
    shard.add(101, aggregate(heartbeat("b00", version(4))));
    shard.add(102, new byte[] {1, 2});
    shard.add(103, aggregate(follow("cy", "x", 5)));
    shard.add(104, aggregate(follow("after", "x", 6)));

    assertThat(failures()).isEmpty();
    assertThat(failures()).as("a second delivery").isEmpty();

    List<DeadLetter> letters = deadLetters.list("feed", null, 10);
    assertThat(letters)
        .extracting(DeadLetter::position)
        .containsExactly(
            "shardId-000000000001:100:0",
            "shardId-000000000001:100:1",
            "shardId-000000000001:102:0",
            "shardId-000000000001:103:0");
    assertThat(letters)
        .extracting(DeadLetter::cause)
        .containsOnly("discarded by feed-stream: RetryAttemptsExhausted");
    assertThat(new EnvelopeCodec().decode(letters.get(1).payload()).subject()).isEqualTo("bob");
    assertThat(letters.get(1).correlationId()).isEqualTo("correlation-bob");
  }

  @Test
  void handleRequest_saysSoWhenTheStreamHasForgottenTheBeginning() {
    shard.add(102, aggregate(follow("ann", "x", 1)));

    assertThat(failures()).isEmpty();

    List<DeadLetter> letters = deadLetters.list("feed", null, 10);
    assertThat(letters).hasSize(2);
    DeadLetter gone =
        letters.stream().filter(l -> l.position().endsWith(":100:0")).findFirst().orElseThrow();
    assertThat(gone.cause())
        .contains("the records from 100 to 102 exclusive are no longer in the stream");
    assertThat(new String(gone.payload(), StandardCharsets.UTF_8)).contains("KinesisBatchInfo");
  }

  @Test
  void handleRequest_saysSoWhenTheStreamHasForgottenAll() {
    shard.forgotten = true;

    assertThat(failures()).isEmpty();

    assertThat(deadLetters.list("feed", null, 10))
        .singleElement()
        .satisfies(l -> assertThat(l.cause()).contains("from 100 to 103 inclusive are no longer"));
  }

  @Test
  void handleRequest_leavesTheNoticeInTheQueueWhileKinesisIsAway() {
    shard.away = true;

    assertThat(failures()).containsExactly("message-1");
    assertThat(deadLetters.count("feed")).isZero();
  }

  @Test
  void handleRequest_setsAsideWhatIsNoNotice() {
    SQSEvent event = Recorded.event(SQSEvent.class, "on-failure.json");
    event.getRecords().get(0).setBody("{\"hello\":1}");

    assertThat(handler.handleRequest(event, TestContext.PLENTY).getBatchItemFailures()).isEmpty();

    assertThat(deadLetters.list("operations", null, 10))
        .singleElement()
        .satisfies(l -> assertThat(l.position()).isEqualTo("on-failure/message-1"));
  }
}
