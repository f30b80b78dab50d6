package dev.banyan.localcloud.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * The same contract against another implementation, so that it says what Kinesis does and not what
 * our stand-in happens to do. Skipped where node or the package cannot be had.
 *
 * <p>Where the other one differs, its answer is pinned here; the stand-in keeps to the AWS
 * documentation, whose two-shard example begins the upper shard at 2^127, whose closed shards end
 * with a sequence number like any other, and which has no HTTP 500 for a bad argument.
 */
final class KinesisLocalIT extends KinesisContract {

  private static KinesisLocalProcess other;
  private static KinesisClient client;

  @BeforeAll
  static void start() throws IOException {
    Optional<String> missing = KinesisLocalProcess.missing();
    assumeTrue(missing.isEmpty(), () -> "no comparison with kinesis-local: " + missing.orElse(""));
    other = KinesisLocalProcess.start();
    client = Clients.cbor(other.endpoint());
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      other.close();
    }
  }

  @Override
  KinesisClient client() {
    return client;
  }

  @Test
  @Override
  void createStream_isDescribedAndListed() {
    assertThat(upperStart(stream(2))).isEqualTo(HALF.subtract(BigInteger.ONE));
  }

  @Test
  @Override
  void explicitHashKey_choosesTheShard() {
    String stream = stream(2);
    BigInteger boundary = upperStart(stream);

    PutRecordsResponse put =
        client.putRecords(
            r ->
                r.streamName(stream)
                    .records(
                        entry("k", "low", boundary.subtract(BigInteger.ONE).toString()),
                        entry("k", "high", boundary.toString())));

    assertThat(put.records())
        .extracting("shardId")
        .containsExactly("shardId-000000000000", "shardId-000000000001");
  }

  @Test
  @Override
  void getRecords_withNonsenseIsInvalid() {
    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator("nonsense")))
        .isInstanceOfSatisfying(
            KinesisException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
  }

  @Test
  @Override
  void splitShard_closesTheParentAndNamesTheChildren() {
    String stream = stream(1);

    client.splitShard(
        r ->
            r.streamName(stream)
                .shardToSplit("shardId-000000000000")
                .newStartingHashKey(HALF.toString()));
    awaitActive(stream);

    List<Shard> shards = client.listShards(r -> r.streamName(stream)).shards();
    assertThat(shards).hasSize(3);
    assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber())
        .isEqualTo(Long.toString(Long.MAX_VALUE));
    assertThat(shards.get(1).parentShardId()).isEqualTo(shards.get(0).shardId());
  }

  private BigInteger upperStart(String stream) {
    List<Shard> shards = client.listShards(r -> r.streamName(stream)).shards();
    return new BigInteger(shards.get(1).hashKeyRange().startingHashKey());
  }
}
