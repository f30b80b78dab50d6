package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which open shard takes each bucket. A bucket hashes to one point, so a shard has it or has not.
 *
 * @param shards id of the shard of every bucket, by bucket
 */
record ShardMap(List<String> shards) {

  /** An open shard and its part of the hash range, both ends inside. */
  record Shard(String id, BigInteger first, BigInteger last) {
    boolean takes(int bucket) {
      BigInteger point = new BigInteger(Buckets.explicitHashKey(bucket));
      return first.compareTo(point) <= 0 && last.compareTo(point) >= 0;
    }
  }

  ShardMap {
    shards = List.copyOf(shards);
  }

  /**
   * The map of these open shards; empty if they leave a bucket out, as they may while resharding.
   */
  static Optional<ShardMap> of(List<Shard> open) {
    List<String> ids = new ArrayList<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      int wanted = bucket;
      open.stream()
          .filter(shard -> shard.takes(wanted))
          .findFirst()
          .ifPresent(shard -> ids.add(shard.id()));
    }
    return ids.size() == Buckets.COUNT ? Optional.of(new ShardMap(ids)) : Optional.empty();
  }

  /** The buckets of every shard that has any, in order. */
  Map<String, List<Integer>> bucketsByShard() {
    Map<String, List<Integer>> byShard = new LinkedHashMap<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      byShard.computeIfAbsent(shards.get(bucket), id -> new ArrayList<>()).add(bucket);
    }
    return byShard;
  }
}
