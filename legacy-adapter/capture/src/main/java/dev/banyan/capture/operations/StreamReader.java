package dev.banyan.capture.operations;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Reads all shards of a stream and decodes their events. A shard that came by a split or merge is
 * read when its parents have ended, so that the order per key holds. At most five looks a second at
 * each shard, as Kinesis allows. Not thread-safe.
 */
final class StreamReader {

  private static final Duration PACE = Duration.ofMillis(200);

  private final KinesisClient kinesis;
  private final String stream;
  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final Map<String, ShardCursor> cursors = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private long nextLook = System.nanoTime();
  private long undecodable;

  /**
   * Opens a stream.
   *
   * @throws IllegalArgumentException if it does not exist
   */
  StreamReader(KinesisClient kinesis, String stream, StreamStart start) {
    this.kinesis = kinesis;
    this.stream = stream;
    List<Shard> shards = shards();
    Set<String> ids = new HashSet<>(shards.stream().map(Shard::shardId).toList());
    for (Shard shard : shards) {
      boolean open = shard.sequenceNumberRange().endingSequenceNumber() == null;
      boolean root = parents(shard).noneMatch(ids::contains);
      if (start instanceof StreamStart.Latest ? open : root) {
        add(shard.shardId(), start);
      } else if (start instanceof StreamStart.Latest) {
        ended.add(shard.shardId());
      }
    }
  }

  private void add(String shard, StreamStart start) {
    cursors.put(shard, new ShardCursor(kinesis, stream, shard, start));
  }

  private static Stream<String> parents(Shard shard) {
    return Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).filter(Objects::nonNull);
  }

  private List<Shard> shards() {
    try {
      List<Shard> shards = new ArrayList<>();
      ListShardsResponse page = kinesis.listShards(r -> r.streamName(stream));
      shards.addAll(page.shards());
      while (page.nextToken() != null) {
        String token = page.nextToken();
        page = kinesis.listShards(r -> r.nextToken(token));
        shards.addAll(page.shards());
      }
      return shards;
    } catch (ResourceNotFoundException e) {
      throw new IllegalArgumentException(
          "there is no stream '" + stream + "' in this account and region", e);
    }
  }

  /** What one look at each shard finds. Waits for as long as looks must lie apart. */
  List<StreamedEvent> poll() {
    LockSupport.parkNanos(nextLook - System.nanoTime());
    nextLook = System.nanoTime() + PACE.toNanos();
    List<StreamedEvent> events = new ArrayList<>();
    boolean some = false;
    for (ShardCursor cursor : List.copyOf(cursors.values())) {
      cursor.read().ifPresent(page -> page.records().forEach(r -> decode(cursor, r, events)));
      if (cursor.ended()) {
        ended.add(cursor.shard());
        cursors.remove(cursor.shard());
        some = true;
      }
    }
    if (some) {
      children();
    }
    return events;
  }

  private void children() {
    List<Shard> shards = shards();
    Set<String> ids = new HashSet<>(shards.stream().map(Shard::shardId).toList());
    for (Shard shard : shards) {
      boolean known = ended.contains(shard.shardId()) || cursors.containsKey(shard.shardId());
      if (!known && parents(shard).filter(ids::contains).allMatch(ended::contains)) {
        add(shard.shardId(), new StreamStart.Oldest());
      }
    }
  }

  private void decode(ShardCursor cursor, Record data, List<StreamedEvent> events) {
    try {
      for (byte[] envelope : AggregatedRecord.unpack(data.data().asByteArray())) {
        events.add(
            new StreamedEvent(
                codec.decode(envelope),
                cursor.shard(),
                data.sequenceNumber(),
                data.approximateArrivalTimestamp()));
      }
    } catch (EnvelopeFormatException e) {
      undecodable++;
    }
  }

  /** Whether everything that was there at the last look has been read. */
  boolean caughtUp() {
    return cursors.values().stream().allMatch(ShardCursor::caughtUp);
  }

  /** Records that carry no event of ours. */
  long undecodable() {
    return undecodable;
  }
}
