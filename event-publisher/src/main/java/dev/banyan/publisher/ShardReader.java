package dev.banyan.publisher;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Lists a stream's open shards. Thread-safe. */
final class ShardReader {

  private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

  private final KinesisClient kinesis;
  private final PublisherConfig config;
  private volatile boolean warned;

  ShardReader(KinesisClient kinesis, PublisherConfig config) {
    this.kinesis = kinesis;
    this.config = config;
  }

  /** The shards now; empty if they cannot be listed. */
  Optional<ShardMap> read() {
    try {
      return ShardMap.of(open());
    } catch (RuntimeException e) {
      if (!warned) {
        warned = true; // once: without the right to list shards nothing else is lost
        LOG.warn(
            "stream {}: its shards cannot be listed; there are {} lanes until answers have named the"
                + " shards of all buckets; allow kinesis:ListShards: {}",
            config.stream(),
            config.lanes(),
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  /**
   * Asks for the shards, to find out whether the stream is there.
   *
   * @throws PublisherException if it is not, with the remedy
   */
  void requireStream() {
    try {
      open();
    } catch (AwsServiceException e) {
      throw new PublisherException(StreamRefusal.explain(config.stream(), e), e);
    } catch (RuntimeException e) {
      throw new PublisherException(
          "stream '"
              + config.stream()
              + "': Kinesis does not answer; look at the region, the endpoint and the network: "
              + e.getMessage(),
          e);
    }
  }

  private List<ShardMap.Shard> open() {
    List<ShardMap.Shard> open = new ArrayList<>();
    ListShardsResponse page = list(ListShardsRequest.builder().streamName(config.stream()));
    add(page, open);
    while (page.nextToken() != null) {
      page = list(ListShardsRequest.builder().nextToken(page.nextToken()));
      add(page, open);
    }
    return open;
  }

  private ListShardsResponse list(ListShardsRequest.Builder request) {
    return kinesis.listShards(
        request
            .overrideConfiguration(options -> options.apiCallTimeout(config.times().request()))
            .build());
  }

  private static void add(ListShardsResponse page, List<ShardMap.Shard> open) {
    for (Shard shard : page.shards()) {
      if (shard.sequenceNumberRange().endingSequenceNumber() == null) {
        open.add(
            new ShardMap.Shard(
                shard.shardId(),
                new BigInteger(shard.hashKeyRange().startingHashKey()),
                new BigInteger(shard.hashKeyRange().endingHashKey())));
      }
    }
  }
}
