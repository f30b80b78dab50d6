package dev.banyan.localcloud.kinesis.store;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream with its shards. Thread-safe by one lock. */
public final class Stream {

  private static final Logger log = LoggerFactory.getLogger(Stream.class);
  private static final Duration DEFAULT_RETENTION = Duration.ofHours(24);
  private static final long MAX_READ_BYTES = 10L << 20;

  private final String name;
  private final boolean onDemand;
  private final Instant createdAt;
  private final StoreConfig config;
  private final ShardMap shards;
  private final Map<String, String> tags = new TreeMap<>();

  private Duration retention = DEFAULT_RETENTION;
  private StreamStatus transition = StreamStatus.CREATING;
  private Instant activeAt;
  private long bytes;
  private long written;
  private long trimmedByRetention;
  private long trimmedByCap;

  Stream(String name, int shardCount, boolean onDemand, StoreConfig config) {
    this.name = name;
    this.onDemand = onDemand;
    this.config = config;
    this.createdAt = Instant.ofEpochMilli(config.clock().millis());
    this.activeAt = createdAt.plus(config.transition());
    this.shards = new ShardMap(shardCount, config);
  }

  public String name() {
    return name;
  }

  public boolean onDemand() {
    return onDemand;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public synchronized StreamStatus status() {
    return now().isBefore(activeAt) ? transition : StreamStatus.ACTIVE;
  }

  /** All shards whose records may still be there, by id; a snapshot. */
  public synchronized List<Shard> shards() {
    trimOld();
    return List.copyOf(shards.all());
  }

  public synchronized Optional<Shard> shard(String id) {
    trimOld();
    return shards.find(id);
  }

  public synchronized int openShards() {
    return shards.openCount();
  }

  public synchronized Duration retention() {
    return retention;
  }

  public synchronized void retain(Duration value) {
    retention = value;
    trimOld();
  }

  /** No record is older, no closed shard ended before. */
  public synchronized Instant trimHorizon() {
    Instant oldest = now().minus(retention);
    return oldest.isAfter(createdAt) ? oldest : createdAt;
  }

  public synchronized Map<String, String> tags() {
    return new TreeMap<>(tags);
  }

  public synchronized void addTags(Map<String, String> added) {
    tags.putAll(added);
  }

  public synchronized void removeTags(Collection<String> keys) {
    tags.keySet().removeAll(keys);
  }

  public synchronized PutOutcome put(BigInteger hashKey, String partitionKey, byte[] data) {
    long millis = config.clock().millis();
    Shard shard = shards.holderOf(hashKey);
    if (!shard.limits().admitsWrite(data.length + partitionKey.length(), millis)) {
      return new PutOutcome.Throttled(shard.id());
    }
    StoredRecord stored = shard.log().append(millis, partitionKey, data);
    bytes += stored.heapBytes();
    written++;
    trimOld();
    trimExcess();
    return new PutOutcome.Stored(shard.id(), shard.sequenceNumber(stored));
  }

  /** Id of the shard that a record with this hash key would go to. */
  public synchronized String shardFor(BigInteger hashKey) {
    return shards.holderOf(hashKey).id();
  }

  /** Reads on, or nothing if the shard's rate is used up. */
  public synchronized Optional<ReadBatch> read(Shard shard, long from, int limit) {
    trimOld();
    long millis = config.clock().millis();
    if (!shard.limits().admitsRead(millis)) {
      return Optional.empty();
    }
    RecordLog records = shard.log();
    long index = Math.max(from, records.first());
    List<StoredRecord> batch = new ArrayList<>();
    long size = 0;
    while (index < records.next() && batch.size() < limit) {
      StoredRecord next = records.get(index);
      if (!batch.isEmpty() && size + next.size() > MAX_READ_BYTES) {
        break;
      }
      batch.add(next);
      size += next.size();
      index++;
    }
    shard.limits().chargeRead(size);
    boolean atTip = index >= records.next();
    long behind =
        atTip || batch.isEmpty()
            ? 0
            : Math.max(0, millis - batch.get(batch.size() - 1).arrivalMillis());
    return Optional.of(new ReadBatch(shard, batch, index, atTip && !shard.isOpen(), behind));
  }

  /** Where reading begins for a position; nothing if its sequence number is not of this shard. */
  public synchronized Optional<Long> index(Shard shard, StartPosition position) {
    trimOld();
    RecordLog records = shard.log();
    if (position instanceof StartPosition.At at) {
      return Optional.of(at.sequenceNumber()).filter(shard::hasGiven).map(SequenceNumber::index);
    }
    if (position instanceof StartPosition.After after) {
      return Optional.of(after.sequenceNumber())
          .filter(shard::hasGiven)
          .map(number -> number.index() + 1);
    }
    if (position instanceof StartPosition.AtTime time) {
      return Optional.of(records.firstArrivedAt(time.instant().toEpochMilli()));
    }
    boolean latest = position instanceof StartPosition.Latest;
    return Optional.of(latest ? records.next() : records.first());
  }

  /**
   * Splits an open shard in two; the caller has checked that it can be.
   *
   * @param key where the upper child starts
   */
  public synchronized void split(Shard shard, BigInteger key) {
    shards.split(shard, key);
    update();
  }

  /** Merges two open shards; the caller has checked that they are adjacent. */
  public synchronized void merge(Shard shard, Shard adjacent) {
    shards.merge(shard, adjacent);
    update();
  }

  /** Reshards to open shards of equal size. */
  public synchronized void rescale(int count) {
    shards.rescale(count);
    update();
  }

  public synchronized StreamCounts counts() {
    trimOld();
    long records = shards.all().stream().mapToLong(s -> s.log().next() - s.log().first()).sum();
    return new StreamCounts(
        name, shards.openCount(), records, bytes, written, trimmedByRetention, trimmedByCap);
  }

  private void update() {
    transition = StreamStatus.UPDATING;
    activeAt = now().plus(config.transition());
  }

  private void trimOld() {
    long horizon = config.clock().millis() - retention.toMillis();
    for (Shard shard : shards.all()) {
      RecordLog records = shard.log();
      while (!records.isEmpty() && records.get(records.first()).arrivalMillis() < horizon) {
        bytes -= records.removeFirst().heapBytes();
        trimmedByRetention++;
      }
    }
    shards.forgetClosedBefore(Instant.ofEpochMilli(horizon));
  }

  private void trimExcess() {
    while (bytes > config.maxStreamBytes()) {
      if (trimmedByCap == 0) {
        log.warn(
            "stream {} holds {} bytes, more than it may: its oldest records are trimmed now;"
                + " give it more room if consumers still need them",
            name,
            bytes);
      }
      bytes -= oldest().log().removeFirst().heapBytes();
      trimmedByCap++;
    }
  }

  private Shard oldest() {
    return shards.all().stream()
        .filter(shard -> !shard.log().isEmpty())
        .min(Comparator.comparingLong(Stream::oldestArrival))
        .orElseThrow();
  }

  private static long oldestArrival(Shard shard) {
    return shard.log().get(shard.log().first()).arrivalMillis();
  }

  private Instant now() {
    return Instant.ofEpochMilli(config.clock().millis());
  }
}
