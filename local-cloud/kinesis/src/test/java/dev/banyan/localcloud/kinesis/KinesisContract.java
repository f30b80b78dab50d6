package dev.banyan.localcloud.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What an unmodified SDK client may expect, from the stand-in and from an oracle alike. */
@Timeout(60)
abstract class KinesisContract {

  static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);

  abstract KinesisClient client();

  @Test
  void createStream_isDescribedAndListed() {
    String stream = stream(2);

    var description = client().describeStream(r -> r.streamName(stream)).streamDescription();

    assertThat(description.streamName()).isEqualTo(stream);
    assertThat(description.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
    assertThat(description.streamARN()).matches("arn:aws:kinesis:.*:\\d{12}:stream/" + stream);
    assertThat(description.retentionPeriodHours()).isEqualTo(24);
    assertThat(description.hasMoreShards()).isFalse();
    assertThat(description.streamCreationTimestamp())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(2));
    assertThat(description.shards())
        .extracting(Shard::shardId)
        .containsExactly("shardId-000000000000", "shardId-000000000001");
    assertThat(description.shards().get(1).hashKeyRange().startingHashKey())
        .isEqualTo(HALF.toString());
    assertThat(client().listStreams(r -> r.limit(100)).streamNames()).contains(stream);
  }

  @Test
  void describeStreamSummary_worksByArn() {
    String stream = stream(3);
    String arn =
        client()
            .describeStreamSummary(r -> r.streamName(stream))
            .streamDescriptionSummary()
            .streamARN();

    var summary = client().describeStreamSummary(r -> r.streamARN(arn)).streamDescriptionSummary();

    assertThat(summary.openShardCount()).isEqualTo(3);
    assertThat(summary.consumerCount()).isZero();
  }

  @Test
  void createStream_twiceIsInUse() {
    String stream = stream(1);

    assertThatThrownBy(() -> client().createStream(r -> r.streamName(stream).shardCount(1)))
        .isInstanceOf(ResourceInUseException.class)
        .hasMessageContaining(stream);
  }

  @Test
  void calls_onAnUnknownStreamAreNotFound() {
    String none = "none-" + UUID.randomUUID();

    assertThatThrownBy(() -> client().describeStream(r -> r.streamName(none)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(none);
    assertThatThrownBy(() -> put(none, "k", "v")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void deleteStream_endsIt() {
    String stream = stream(1);

    client().deleteStream(r -> r.streamName(stream));

    await(() -> !client().listStreams(r -> r.limit(100)).streamNames().contains(stream));
    assertThatThrownBy(() -> client().describeStream(r -> r.streamName(stream)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void putRecord_comesBackFromGetRecords() {
    String stream = stream(1);
    Instant before = Instant.now().minusSeconds(1);
    PutRecordResponse put = put(stream, "key-ä", "välue");

    Record read = readAll(stream, 0).get(0);

    assertThat(put.sequenceNumber()).matches("\\d{56}");
    assertThat(put.shardId()).isEqualTo("shardId-000000000000");
    assertThat(read.sequenceNumber()).isEqualTo(put.sequenceNumber());
    assertThat(read.partitionKey()).isEqualTo("key-ä");
    assertThat(read.data().asUtf8String()).isEqualTo("välue");
    assertThat(read.approximateArrivalTimestamp()).isBetween(before, Instant.now().plusSeconds(1));
  }

  @Test
  void putRecords_keepOrderAndRiseInEachShard() {
    String stream = stream(2);
    List<PutRecordsRequestEntry> entries =
        IntStream.range(0, 500).mapToObj(i -> entry("k" + i % 40, "v" + i, null)).toList();

    PutRecordsResponse put = client().putRecords(r -> r.streamName(stream).records(entries));

    assertThat(put.failedRecordCount()).isZero();
    assertThat(put.records())
        .hasSize(500)
        .allSatisfy(each -> assertThat(each.errorCode()).isNull());
    for (int shard = 0; shard < 2; shard++) {
      List<Record> read = readAll(stream, shard);
      assertThat(read).isNotEmpty();
      assertThat(read.stream().map(each -> new BigInteger(each.sequenceNumber())).toList())
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(
              read.stream()
                  .map(each -> Integer.parseInt(each.data().asUtf8String().substring(1)))
                  .toList())
          .isSorted();
    }
    assertThat(readAll(stream, 0).size() + readAll(stream, 1).size()).isEqualTo(500);
  }

  @Test
  void explicitHashKey_choosesTheShard() {
    String stream = stream(2);

    PutRecordsResponse put =
        client()
            .putRecords(
                r ->
                    r.streamName(stream)
                        .records(
                            entry("same", "low", HALF.subtract(BigInteger.ONE).toString()),
                            entry("same", "high", HALF.toString())));

    assertThat(put.records())
        .extracting("shardId")
        .containsExactly("shardId-000000000000", "shardId-000000000001");
  }

  @Test
  void explicitHashKey_outOfRangeIsInvalid() {
    String stream = stream(1);
    String tooLarge = BigInteger.ONE.shiftLeft(128).toString();

    assertThatThrownBy(
            () -> client().putRecords(r -> r.streamName(stream).records(entry("k", "v", tooLarge))))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void partitionKey_of257CharactersIsRefused() {
    String stream = stream(1);
    put(stream, "k".repeat(256), "fits");

    assertThatThrownBy(() -> put(stream, "k".repeat(257), "v"))
        .isInstanceOf(KinesisException.class)
        .satisfies(e -> assertThat(((KinesisException) e).statusCode()).isEqualTo(400));
    assertThat(readAll(stream, 0)).hasSize(1);
  }

  @Test
  void shardIterators_startWhereTheirTypeSays() {
    String stream = stream(1);
    PutRecordResponse first = put(stream, "k", "1");
    String latest = iterator(stream, r -> r.shardIteratorType(ShardIteratorType.LATEST));
    PutRecordResponse second = put(stream, "k", "2");
    Instant secondAt = readAll(stream, 0).get(1).approximateArrivalTimestamp();

    assertThat(values(latest)).containsExactly("2");
    assertThat(values(iterator(stream, r -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON))))
        .containsExactly("1", "2");
    assertThat(
            values(
                iterator(
                    stream,
                    r ->
                        r.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                            .startingSequenceNumber(second.sequenceNumber()))))
        .containsExactly("2");
    assertThat(
            values(
                iterator(
                    stream,
                    r ->
                        r.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .startingSequenceNumber(first.sequenceNumber()))))
        .containsExactly("2");
    assertThat(
            values(
                iterator(
                    stream,
                    r -> r.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(secondAt))))
        .contains("2");
  }

  @Test
  void getRecords_goesOnFromItsNextIterator() {
    String stream = stream(1);
    IntStream.range(0, 5).forEach(i -> put(stream, "k", "" + i));
    String start = iterator(stream, r -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON));

    GetRecordsResponse one = client().getRecords(r -> r.shardIterator(start).limit(2));
    GetRecordsResponse two =
        client().getRecords(r -> r.shardIterator(one.nextShardIterator()).limit(10));
    GetRecordsResponse three = client().getRecords(r -> r.shardIterator(two.nextShardIterator()));

    assertThat(strings(one.records())).containsExactly("0", "1");
    assertThat(strings(two.records())).containsExactly("2", "3", "4");
    assertThat(three.records()).isEmpty();
    assertThat(three.millisBehindLatest()).isZero();
    assertThat(three.nextShardIterator()).isNotBlank();
  }

  @Test
  void getRecords_withNonsenseIsInvalid() {
    assertThatThrownBy(() -> client().getRecords(r -> r.shardIterator("nonsense")))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void splitShard_closesTheParentAndNamesTheChildren() {
    String stream = stream(1);
    put(stream, "k", "before");

    client()
        .splitShard(
            r ->
                r.streamName(stream)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey(HALF.toString()));
    awaitActive(stream);

    List<Shard> shards = client().listShards(r -> r.streamName(stream)).shards();
    assertThat(shards).hasSize(3);
    assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).matches("\\d{56}");
    assertThat(shards.subList(1, 3))
        .allSatisfy(
            child -> {
              assertThat(child.parentShardId()).isEqualTo("shardId-000000000000");
              assertThat(child.sequenceNumberRange().endingSequenceNumber()).isNull();
              assertThat(new BigInteger(child.sequenceNumberRange().startingSequenceNumber()))
                  .isGreaterThan(
                      new BigInteger(shards.get(0).sequenceNumberRange().startingSequenceNumber()));
            });
    GetRecordsResponse last = lastOf(stream);
    assertThat(last.nextShardIterator()).isNull();
    assertThat(last.childShards())
        .extracting("shardId")
        .containsExactlyInAnyOrder("shardId-000000000001", "shardId-000000000002");
    assertThat(put(stream, "k", "after").shardId()).isNotEqualTo("shardId-000000000000");
  }

  @Test
  void mergeShards_joinsAdjacentOnes() {
    String stream = stream(2);

    client()
        .mergeShards(
            r ->
                r.streamName(stream)
                    .shardToMerge("shardId-000000000000")
                    .adjacentShardToMerge("shardId-000000000001"));
    awaitActive(stream);

    Shard merged = client().listShards(r -> r.streamName(stream)).shards().get(2);
    assertThat(merged.parentShardId()).isEqualTo("shardId-000000000000");
    assertThat(merged.adjacentParentShardId()).isEqualTo("shardId-000000000001");
    assertThat(merged.hashKeyRange().endingHashKey())
        .isEqualTo(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString());
    assertThat(put(stream, "k", "v").shardId()).isEqualTo("shardId-000000000002");
  }

  @Test
  void mergeShards_refusesDistantOnes() {
    String stream = stream(3);

    assertThatThrownBy(
            () ->
                client()
                    .mergeShards(
                        r ->
                            r.streamName(stream)
                                .shardToMerge("shardId-000000000000")
                                .adjacentShardToMerge("shardId-000000000002")))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void updateShardCount_scalesUniformly() {
    String stream = stream(2);

    var update =
        client()
            .updateShardCount(
                r ->
                    r.streamName(stream)
                        .targetShardCount(4)
                        .scalingType(ScalingType.UNIFORM_SCALING));
    awaitActive(stream);

    assertThat(update.currentShardCount()).isEqualTo(2);
    assertThat(update.targetShardCount()).isEqualTo(4);
    List<Shard> open =
        client()
            .listShards(
                r -> r.streamName(stream).shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
            .shards();
    assertThat(open)
        .hasSize(4)
        .allSatisfy(
            shard -> assertThat(shard.sequenceNumberRange().endingSequenceNumber()).isNull());
  }

  @Test
  void listShards_pagesByToken() {
    String stream = stream(5);

    var one = client().listShards(r -> r.streamName(stream).maxResults(3));
    var two = client().listShards(r -> r.nextToken(one.nextToken()));

    assertThat(one.shards()).hasSize(3);
    assertThat(two.shards())
        .extracting(Shard::shardId)
        .containsExactly("shardId-000000000003", "shardId-000000000004");
    assertThat(two.nextToken()).isNull();
  }

  @Test
  void listShards_filtersAfterAShard() {
    String stream = stream(3);

    List<Shard> after =
        client()
            .listShards(
                r ->
                    r.streamName(stream)
                        .shardFilter(
                            f ->
                                f.type(ShardFilterType.AFTER_SHARD_ID)
                                    .shardId("shardId-000000000001")))
            .shards();

    assertThat(after).extracting(Shard::shardId).containsExactly("shardId-000000000002");
  }

  @Test
  void retention_increasesAndDecreasesWithinBounds() {
    String stream = stream(1);

    client().increaseStreamRetentionPeriod(r -> r.streamName(stream).retentionPeriodHours(48));
    assertThat(retentionOf(stream)).isEqualTo(48);
    assertThatThrownBy(
            () ->
                client()
                    .increaseStreamRetentionPeriod(
                        r -> r.streamName(stream).retentionPeriodHours(25)))
        .isInstanceOf(InvalidArgumentException.class);

    client().decreaseStreamRetentionPeriod(r -> r.streamName(stream).retentionPeriodHours(24));
    assertThat(retentionOf(stream)).isEqualTo(24);
  }

  @Test
  void tags_areAddedListedAndRemoved() {
    String stream = stream(1);

    client().addTagsToStream(r -> r.streamName(stream).tags(Map.of("a", "1", "b", "2")));
    client().removeTagsFromStream(r -> r.streamName(stream).tagKeys("a"));

    var tags = client().listTagsForStream(r -> r.streamName(stream));
    assertThat(tags.tags())
        .singleElement()
        .satisfies(
            tag -> {
              assertThat(tag.key()).isEqualTo("b");
              assertThat(tag.value()).isEqualTo("2");
            });
    assertThat(tags.hasMoreTags()).isFalse();
  }

  final String stream(int shards) {
    String name = "contract-" + UUID.randomUUID();
    client().createStream(r -> r.streamName(name).shardCount(shards));
    awaitActive(name);
    return name;
  }

  final PutRecordResponse put(String stream, String key, String value) {
    return client()
        .putRecord(
            r -> r.streamName(stream).partitionKey(key).data(SdkBytes.fromUtf8String(value)));
  }

  final List<Record> readAll(String stream, int shard) {
    String id = String.format("shardId-%012d", shard);
    String at =
        client()
            .getShardIterator(
                r ->
                    r.streamName(stream)
                        .shardId(id)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<Record> all = new ArrayList<>();
    while (at != null) {
      String from = at;
      GetRecordsResponse batch = client().getRecords(r -> r.shardIterator(from));
      all.addAll(batch.records());
      at = batch.records().isEmpty() ? null : batch.nextShardIterator();
    }
    return all;
  }

  final String iterator(String stream, Consumer<GetShardIteratorRequest.Builder> type) {
    return client()
        .getShardIterator(r -> type.accept(r.streamName(stream).shardId("shardId-000000000000")))
        .shardIterator();
  }

  final List<String> values(String iterator) {
    return strings(client().getRecords(r -> r.shardIterator(iterator)).records());
  }

  static List<String> strings(List<Record> records) {
    return records.stream().map(each -> each.data().asString(StandardCharsets.UTF_8)).toList();
  }

  static PutRecordsRequestEntry entry(String key, String value, String hashKey) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(key)
        .explicitHashKey(hashKey)
        .data(SdkBytes.fromUtf8String(value))
        .build();
  }

  private GetRecordsResponse lastOf(String stream) {
    String at = iterator(stream, r -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
    GetRecordsResponse batch;
    do {
      String from = at;
      batch = client().getRecords(r -> r.shardIterator(from));
      at = batch.nextShardIterator();
    } while (at != null);
    return batch;
  }

  private int retentionOf(String stream) {
    awaitActive(stream);
    return client()
        .describeStreamSummary(r -> r.streamName(stream))
        .streamDescriptionSummary()
        .retentionPeriodHours();
  }

  final void awaitActive(String stream) {
    await(
        () ->
            client()
                    .describeStreamSummary(r -> r.streamName(stream))
                    .streamDescriptionSummary()
                    .streamStatus()
                == StreamStatus.ACTIVE);
  }

  static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
