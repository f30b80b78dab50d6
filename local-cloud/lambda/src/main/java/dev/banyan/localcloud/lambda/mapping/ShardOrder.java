package dev.banyan.localcloud.lambda.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which shards may be read: one whose parents, as far as the stream still has them, are read to
 * their end. So the order of a key survives splits and merges. Not thread-safe.
 */
final class ShardOrder {

  private final Set<String> started = new HashSet<>();
  private final Set<String> finished = new HashSet<>();

  /**
   * The shards to start now; they count as started from then on.
   *
   * @param shards all that the stream has
   */
  List<Shard> startable(List<Shard> shards) {
    Set<String> known = shards.stream().map(Shard::id).collect(Collectors.toSet());
    List<Shard> result = new ArrayList<>();
    for (Shard shard : shards) {
      boolean parentsDone =
          shard.parents().stream().allMatch(p -> !known.contains(p) || finished.contains(p));
      if (parentsDone && started.add(shard.id())) {
        result.add(shard);
      }
    }
    forgetAllBut(known);
    return result;
  }

  /** A shard was read to its end and all its records are done. */
  void finished(String shard) {
    finished.add(shard);
  }

  /** Counts shards as read that are not to be read at all. */
  void skip(Shard shard) {
    started.add(shard.id());
    finished.add(shard.id());
  }

  private void forgetAllBut(Set<String> known) {
    started.retainAll(known);
    finished.retainAll(known);
  }
}
