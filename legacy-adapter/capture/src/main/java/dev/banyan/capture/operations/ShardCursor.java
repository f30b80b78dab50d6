package dev.banyan.capture.operations;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads one shard from a place on. Not thread-safe. */
final class ShardCursor {

  private final KinesisClient kinesis;
  private final String stream;
  private final String shard;
  private @Nullable String iterator;
  private @Nullable String last;
  private boolean caughtUp;

  ShardCursor(KinesisClient kinesis, String stream, String shard, StreamStart start) {
    this.kinesis = kinesis;
    this.stream = stream;
    this.shard = shard;
    this.iterator = iterator(start);
  }

  private String iterator(StreamStart start) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
    if (start instanceof StreamStart.At at) {
      request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.time());
    } else if (start instanceof StreamStart.Oldest) {
      request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
    } else {
      request.shardIteratorType(ShardIteratorType.LATEST);
    }
    return kinesis.getShardIterator(request.build()).shardIterator();
  }

  String shard() {
    return shard;
  }

  /** Whether the shard was closed and is read to its end. */
  boolean ended() {
    return iterator == null;
  }

  /** Whether everything that was there at the last look has been read. */
  boolean caughtUp() {
    return caughtUp || ended();
  }

  /** One look; empty if Kinesis wants the reader to slow down. */
  Optional<GetRecordsResponse> read() {
    try {
      GetRecordsResponse response = kinesis.getRecords(r -> r.shardIterator(iterator));
      iterator = response.nextShardIterator();
      caughtUp = response.millisBehindLatest() != null && response.millisBehindLatest() == 0;
      if (!response.records().isEmpty()) {
        last = response.records().get(response.records().size() - 1).sequenceNumber();
      }
      return Optional.of(response);
    } catch (ProvisionedThroughputExceededException e) {
      return Optional.empty();
    } catch (ExpiredIteratorException e) {
      iterator = again();
      return Optional.empty();
    }
  }

  private String again() {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
    return kinesis
        .getShardIterator(
            last == null
                ? request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).build()
                : request
                    .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(last)
                    .build())
        .shardIterator();
  }
}
