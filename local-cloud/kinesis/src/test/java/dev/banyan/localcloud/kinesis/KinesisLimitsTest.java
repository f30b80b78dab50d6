package dev.banyan.localcloud.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.kinesis.store.StreamCounts;
import dev.banyan.localcloud.wire.PortInUseException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ExpiredNextTokenException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Documented limits, and what time does to streams; the clock is ours here. */
@Timeout(60)
final class KinesisLimitsTest {

  private static final String SHARD = "shardId-000000000000";
  private static final int MIB = 1 << 20;

  private final SettableClock clock = new SettableClock();
  private LocalKinesis kinesis;
  private KinesisClient client;

  @AfterEach
  void stop() {
    if (kinesis != null) {
      client.close();
      kinesis.close();
    }
  }

  @Test
  void putRecords_takes500RecordsAndNoMore() {
    start(config());
    List<PutRecordsRequestEntry> full = Collections.nCopies(500, entry(new byte[1]));
    List<PutRecordsRequestEntry> over = Collections.nCopies(501, entry(new byte[1]));

    assertThat(client.putRecords(r -> r.streamName("s").records(full)).failedRecordCount())
        .isZero();
    assertThatThrownBy(() -> client.putRecords(r -> r.streamName("s").records(over)))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("less than or equal to 500");
    assertThat(counts().records()).isEqualTo(500);
  }

  @Test
  void putRecords_takesTenMebibytesAndNoMore() {
    start(config());
    List<PutRecordsRequestEntry> over = Collections.nCopies(11, entry(new byte[MIB]));

    assertThat(
            client
                .putRecords(r -> r.streamName("s").records(entry(new byte[10 * MIB - 1])))
                .failedRecordCount())
        .isZero();
    assertThatThrownBy(() -> client.putRecords(r -> r.streamName("s").records(over)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("10 MB");
    assertThatThrownBy(
            () -> client.putRecords(r -> r.streamName("s").records(entry(new byte[10 * MIB]))))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("" + 10 * MIB);
  }

  @Test
  void getRecords_givesTenMebibytesAtMost() {
    start(config());
    for (int i = 0; i < 3; i++) {
      client.putRecords(
          r -> r.streamName("s").records(Collections.nCopies(4, entry(new byte[MIB]))));
    }

    GetRecordsResponse first = client.getRecords(r -> r.shardIterator(iterator("TRIM_HORIZON")));
    GetRecordsResponse rest = client.getRecords(r -> r.shardIterator(first.nextShardIterator()));

    assertThat(first.records()).hasSize(9);
    assertThat(rest.records()).hasSize(3);
  }

  @Test
  void getRecords_limitHasBounds() {
    start(config());
    String at = iterator("TRIM_HORIZON");

    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at).limit(10_001)))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at).limit(0)))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("greater than or equal to 1");
  }

  @Test
  void iterator_expiresAfterFiveMinutes() {
    start(config());
    String at = iterator("LATEST");

    clock.advance(Duration.ofMinutes(5));
    client.getRecords(r -> r.shardIterator(at));
    clock.advance(Duration.ofMillis(1));

    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at)))
        .isInstanceOf(ExpiredIteratorException.class)
        .hasMessageContaining("300000 milliseconds");
  }

  @Test
  void nextToken_expires() {
    start(config());
    client.createStream(r -> r.streamName("wide").shardCount(3));
    String token = client.listShards(r -> r.streamName("wide").maxResults(1)).nextToken();

    clock.advance(Duration.ofMillis(300_001));

    assertThatThrownBy(() -> client.listShards(r -> r.nextToken(token)))
        .isInstanceOf(ExpiredNextTokenException.class);
  }

  @Test
  void iterator_ofADeletedAndRecreatedStreamIsNotFound() {
    start(config());
    String at = iterator("TRIM_HORIZON");
    client.deleteStream(r -> r.streamName("s"));
    clock.advance(Duration.ofMillis(1));
    client.createStream(r -> r.streamName("s").shardCount(1));

    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void records_areTrimmedAfterRetention() {
    start(config());
    put("old");
    clock.advance(Duration.ofHours(23));
    put("new");
    clock.advance(Duration.ofHours(1).plusMillis(1));

    List<String> left = values("TRIM_HORIZON");

    assertThat(left).containsExactly("new");
    assertThat(counts().trimmedByRetention()).isOne();
  }

  @Test
  void retention_keepsRecordsLonger() {
    start(config());
    client.increaseStreamRetentionPeriod(r -> r.streamName("s").retentionPeriodHours(48));
    put("old");

    clock.advance(Duration.ofHours(47));

    assertThat(values("TRIM_HORIZON")).containsExactly("old");
  }

  @Test
  void closedShard_isListedUntilRetentionHasPassed() {
    start(config());
    client.splitShard(
        r -> r.streamName("s").shardToSplit(SHARD).newStartingHashKey("1000000000000000000"));

    assertThat(client.listShards(r -> r.streamName("s")).shards()).hasSize(3);
    clock.advance(Duration.ofHours(24).plusMillis(1));

    assertThat(client.listShards(r -> r.streamName("s")).shards()).hasSize(2);
  }

  @Test
  void byteCap_trimsTheOldestAndCounts() {
    start(config().withMaxStreamBytes(100_000));
    for (int i = 0; i < 100; i++) {
      put(i + "x".repeat(2_000));
    }

    StreamCounts counts = counts();
    List<String> left = values("TRIM_HORIZON");

    assertThat(counts.bytes()).isLessThanOrEqualTo(100_000);
    assertThat(counts.trimmedByCap()).isEqualTo(100 - counts.records()).isGreaterThan(40);
    assertThat(left).hasSize((int) counts.records());
    assertThat(left.get(left.size() - 1)).startsWith("99x");
  }

  @Test
  void millisBehindLatest_isTheAgeOfTheLastRecordRead() {
    start(config());
    put("1");
    clock.advance(Duration.ofSeconds(7));
    put("2");

    String at = iterator("TRIM_HORIZON");
    GetRecordsResponse first = client.getRecords(r -> r.shardIterator(at).limit(1));
    GetRecordsResponse second = client.getRecords(r -> r.shardIterator(first.nextShardIterator()));

    assertThat(first.millisBehindLatest()).isEqualTo(7_000);
    assertThat(second.millisBehindLatest()).isZero();
  }

  @Test
  void atTimestamp_inTheFutureIsInvalid() {
    start(config());

    assertThatThrownBy(
            () ->
                client.getShardIterator(
                    r ->
                        r.streamName("s")
                            .shardId(SHARD)
                            .shardIteratorType("AT_TIMESTAMP")
                            .timestamp(clock.instant().plusMillis(1))))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("timestampInMillis");
  }

  @Test
  void transition_keepsAStreamFromUseAndChange() {
    start(config().withTransition(Duration.ofSeconds(5)));

    assertThat(status()).isEqualTo(StreamStatus.CREATING);
    assertThatThrownBy(() -> put("x")).isInstanceOf(ResourceNotFoundException.class);
    clock.advance(Duration.ofSeconds(5));
    put("x");
    split();
    assertThat(status()).isEqualTo(StreamStatus.UPDATING);
    put("y");
    assertThatThrownBy(
            () ->
                client.mergeShards(
                    r ->
                        r.streamName("s")
                            .shardToMerge("shardId-000000000001")
                            .adjacentShardToMerge("shardId-000000000002")))
        .isInstanceOf(ResourceInUseException.class);
  }

  @Test
  void splitShard_ofAClosedOneIsInvalid() {
    start(config());
    split();

    assertThatThrownBy(this::split)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("already been merged or split");
  }

  @Test
  void updateShardCount_goesAtMostToDoubleAndHalf() {
    start(config());

    assertThatThrownBy(() -> scale(3)).isInstanceOf(InvalidArgumentException.class);
    scale(2);
    scale(3);
    scale(5);
    assertThatThrownBy(() -> scale(2)).isInstanceOf(InvalidArgumentException.class);
    scale(3);

    var open =
        client.listShards(r -> r.streamName("s").shardFilter(f -> f.type("AT_LATEST"))).shards();
    assertThat(open).hasSize(3);
    assertThat(open.stream().map(s -> s.hashKeyRange().startingHashKey()).distinct()).hasSize(3);
  }

  @Test
  void throughput_failsSingleRecordsAboveAThousandASecond() {
    start(config().withEnforcedThroughput());
    List<PutRecordsRequestEntry> batch = Collections.nCopies(400, entry(new byte[1]));
    client.putRecords(r -> r.streamName("s").records(batch));
    client.putRecords(r -> r.streamName("s").records(batch));

    PutRecordsResponse third = client.putRecords(r -> r.streamName("s").records(batch));

    assertThat(third.failedRecordCount()).isEqualTo(200);
    assertThat(third.records().get(399).errorCode())
        .isEqualTo("ProvisionedThroughputExceededException");
    assertThat(third.records().get(399).errorMessage()).contains(SHARD, "Rate exceeded");
    clock.advance(Duration.ofSeconds(1));
    assertThat(client.putRecords(r -> r.streamName("s").records(batch)).failedRecordCount())
        .isZero();
  }

  @Test
  void throughput_refusesASixthReadInASecond() {
    start(config().withEnforcedThroughput());
    String at = iterator("TRIM_HORIZON");
    for (int i = 0; i < 5; i++) {
      client.getRecords(r -> r.shardIterator(at));
    }

    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at)))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
    clock.advance(Duration.ofMillis(200));
    client.getRecords(r -> r.shardIterator(at));
  }

  @Test
  void throughput_makesReadersPayForALargeRead() {
    start(config().withEnforcedThroughput());
    client.putRecord(
        r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromByteArray(new byte[8 * MIB])));
    String at = iterator("TRIM_HORIZON");
    client.getRecords(r -> r.shardIterator(at));

    clock.advance(Duration.ofMillis(2_900));
    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(at)))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
    clock.advance(Duration.ofMillis(200));
    assertThat(client.getRecords(r -> r.shardIterator(at)).records()).hasSize(1);
  }

  @Test
  void asyncClient_worksWithItsOwnDefaults() throws Exception {
    start(config());
    try (KinesisAsyncClient async = Clients.async(kinesis.endpoint())) {
      PutRecordsResponse put =
          async
              .putRecords(
                  r -> r.streamName("s").records(Collections.nCopies(3, entry(new byte[MIB]))))
              .get(30, TimeUnit.SECONDS);

      assertThat(put.failedRecordCount()).isZero();
      assertThatThrownBy(() -> async.describeStream(r -> r.streamName("none")).join())
          .hasCauseInstanceOf(ResourceNotFoundException.class);
    }
    assertThat(counts().records()).isEqualTo(3);
  }

  @Test
  void start_onATakenPortNamesIt() {
    start(config());
    int port = kinesis.endpoint().getPort();

    assertThatThrownBy(() -> LocalKinesis.start(KinesisConfig.defaults().withPort(port)).close())
        .isInstanceOf(PortInUseException.class)
        .hasMessageContaining("" + port);
  }

  private KinesisConfig config() {
    return KinesisConfig.defaults().withClock(clock);
  }

  private void start(KinesisConfig config) {
    kinesis = LocalKinesis.start(config);
    client = Clients.cbor(kinesis.endpoint());
    client.createStream(r -> r.streamName("s").shardCount(1));
  }

  private void put(String value) {
    client.putRecord(r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String(value)));
  }

  private void split() {
    client.splitShard(
        r -> r.streamName("s").shardToSplit(SHARD).newStartingHashKey("1000000000000000000"));
  }

  private void scale(int target) {
    client.updateShardCount(
        r -> r.streamName("s").targetShardCount(target).scalingType("UNIFORM_SCALING"));
  }

  private String iterator(String type) {
    return client
        .getShardIterator(r -> r.streamName("s").shardId(SHARD).shardIteratorType(type))
        .shardIterator();
  }

  private List<String> values(String type) {
    String at = iterator(type);
    return client.getRecords(r -> r.shardIterator(at)).records().stream()
        .map(each -> each.data().asUtf8String())
        .toList();
  }

  private StreamCounts counts() {
    return kinesis.counts().get(0);
  }

  private StreamStatus status() {
    return client
        .describeStreamSummary(r -> r.streamName("s"))
        .streamDescriptionSummary()
        .streamStatus();
  }

  private static PutRecordsRequestEntry entry(byte[] data) {
    return PutRecordsRequestEntry.builder()
        .partitionKey("k")
        .data(SdkBytes.fromByteArrayUnsafe(data))
        .build();
  }
}
