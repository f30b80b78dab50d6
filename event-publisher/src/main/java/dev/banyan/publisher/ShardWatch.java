package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows which shard takes each bucket. The stream lists its shards now and then, and soon after an
 * answer came from another shard than expected. While they cannot be listed, the answers tell: each
 * names the shard that took the record. Confined to its publisher's core.
 */
final class ShardWatch {

  private static final long SHARDS_AGAIN = 1_000_000_000;

  private final Duration refresh;
  private final @Nullable String[] answered = new @Nullable String[Buckets.COUNT];
  private @Nullable ShardMap lanes;
  private @Nullable ShardMap wanted;
  private boolean unlistable;
  private boolean asking;
  private long due;
  private long lastAsked;

  ShardWatch(Duration refresh, long now) {
    this.refresh = refresh;
    this.due = now;
    this.lastAsked = now - SHARDS_AGAIN;
  }

  /** Whether shards are looked at, at all. */
  boolean follows() {
    return !refresh.isZero();
  }

  /** Whether the shards are to be listed now; then {@link #listed} answers. */
  boolean asks(long now) {
    if (asking || !follows() || due - now > 0) {
      return false;
    }
    asking = true;
    lastAsked = now;
    return true;
  }

  /** When {@link #asks} says yes; empty while it waits for an answer. */
  Optional<Long> due() {
    return follows() && !asking ? Optional.of(due) : Optional.empty();
  }

  /** The stream's shards now; empty if they could not be listed. */
  void listed(Optional<ShardMap> map, long now) {
    asking = false;
    due = now + refresh.toNanos();
    unlistable = map.isEmpty();
    if (map.isPresent()) {
      want(map.get());
    } else {
      learn();
    }
  }

  private void want(ShardMap map) {
    wanted = map.equals(lanes) ? null : map;
  }

  private void learn() {
    if (follows() && unlistable && Arrays.stream(answered).allMatch(Objects::nonNull)) {
      want(new ShardMap(Arrays.stream(answered).map(Objects::requireNonNull).toList()));
    }
  }

  /** A record of the bucket was stored by this shard, from the lane of that one. */
  void stored(int bucket, String shard, String laneShard, long now) {
    if (shard.isEmpty()) {
      return;
    }
    if (!shard.equals(answered[bucket])) {
      answered[bucket] = shard;
      learn();
    }
    if (!laneShard.isEmpty() && !shard.equals(laneShard)) {
      due = now + Math.min(due - now, Math.max(0, lastAsked + SHARDS_AGAIN - now));
    }
  }

  /** What the lanes have to become; empty if they are right. */
  Optional<ShardMap> wanted() {
    return Optional.ofNullable(wanted);
  }

  /** The lanes have become what was wanted. */
  void regrouped() {
    lanes = wanted;
    wanted = null;
  }
}
