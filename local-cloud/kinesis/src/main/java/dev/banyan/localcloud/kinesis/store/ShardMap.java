package dev.banyan.localcloud.kinesis.store;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The shards of a stream and how they come from each other. The open ones cover the hash key space
 * without gap or overlap. Guarded by the stream's lock.
 */
final class ShardMap {

  private final StoreConfig config;
  private final Map<String, Shard> shards = new LinkedHashMap<>();
  private final NavigableMap<BigInteger, Shard> openByStart = new TreeMap<>();
  private int nextNumber;

  ShardMap(int count, StoreConfig config) {
    this.config = config;
    HashRange.uniform(count).forEach(range -> add(range, List.of()));
  }

  /** A view, by id. */
  Collection<Shard> all() {
    return Collections.unmodifiableCollection(shards.values());
  }

  Optional<Shard> find(String id) {
    return Optional.ofNullable(shards.get(id));
  }

  int openCount() {
    return openByStart.size();
  }

  /** The open shard whose range has the hash key. */
  Shard holderOf(BigInteger hashKey) {
    return openByStart.floorEntry(hashKey).getValue();
  }

  void split(Shard shard, BigInteger key) {
    close(shard);
    add(shard.range().below(key), List.of(shard));
    add(shard.range().from(key), List.of(shard));
  }

  void merge(Shard shard, Shard adjacent) {
    close(shard);
    close(adjacent);
    add(shard.range().joinedWith(adjacent.range()), List.of(shard, adjacent));
  }

  /**
   * Reshards to slices of equal size.
   *
   * <ol>
   *   <li>Every new boundary is made, by a split.
   *   <li>Shards inside one slice are merged, pair by pair.
   * </ol>
   *
   * So each shard has one or two parents, as on AWS, and some shards live for this call only.
   */
  void rescale(int count) {
    List<HashRange> slices = HashRange.uniform(count);
    slices.forEach(this::splitAtStartOf);
    slices.forEach(this::mergeInside);
  }

  void forgetClosedBefore(Instant horizon) {
    shards.values().removeIf(shard -> shard.closedAt().filter(horizon::isAfter).isPresent());
  }

  private void splitAtStartOf(HashRange slice) {
    Shard holder = holderOf(slice.start());
    if (!holder.range().start().equals(slice.start())) {
      split(holder, slice.start());
    }
  }

  private void mergeInside(HashRange slice) {
    Shard lower = holderOf(slice.start());
    while (!lower.range().equals(slice)) {
      merge(lower, openByStart.higherEntry(slice.start()).getValue());
      lower = holderOf(slice.start());
    }
  }

  private void add(HashRange range, List<Shard> parents) {
    long millis = config.clock().millis();
    ShardLimits limits = new ShardLimits(config.enforceThroughput(), millis);
    Shard shard = new Shard(nextNumber++, range, parents, Instant.ofEpochMilli(millis), limits);
    shards.put(shard.id(), shard);
    openByStart.put(range.start(), shard);
  }

  private void close(Shard shard) {
    shard.close(Instant.ofEpochMilli(config.clock().millis()));
    openByStart.remove(shard.range().start());
  }
}
