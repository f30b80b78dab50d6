package dev.banyan.localcloud.kinesis.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One shard. Guarded by its stream's lock: everything else goes through {@link Stream}. */
public final class Shard {

  private final int number;
  private final HashRange range;
  private final List<Shard> parents;
  private final Instant createdAt;
  private final long sequenceEpoch;
  private final RecordLog log = new RecordLog();
  private final ShardLimits limits;
  private final List<Shard> children = new ArrayList<>();
  private @Nullable Instant closedAt;

  Shard(int number, HashRange range, List<Shard> parents, Instant createdAt, ShardLimits limits) {
    this.number = number;
    this.range = range;
    this.parents = List.copyOf(parents);
    this.createdAt = createdAt;
    this.limits = limits;
    long afterParents = parents.stream().mapToLong(p -> p.sequenceEpoch + 1).max().orElse(0);
    this.sequenceEpoch = Math.max(createdAt.getEpochSecond(), afterParents);
    parents.forEach(parent -> parent.children.add(this));
  }

  public String id() {
    return String.format("shardId-%012d", number);
  }

  public HashRange range() {
    return range;
  }

  /** None, one after a split, two after a merge. */
  public List<Shard> parents() {
    return parents;
  }

  public List<Shard> children() {
    return List.copyOf(children);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Optional<Instant> closedAt() {
    return Optional.ofNullable(closedAt);
  }

  public boolean isOpen() {
    return closedAt == null;
  }

  /** Whether it took records at a moment. */
  public boolean wasOpenAt(Instant moment) {
    return !createdAt.isAfter(moment) && (closedAt == null || closedAt.isAfter(moment));
  }

  public SequenceNumber firstSequenceNumber() {
    return new SequenceNumber(sequenceEpoch, number, 0, createdAt.getEpochSecond());
  }

  /** Above all of its records; only a closed shard has one. */
  public Optional<SequenceNumber> endSequenceNumber() {
    return closedAt()
        .map(at -> new SequenceNumber(sequenceEpoch, number, log.next(), at.getEpochSecond()));
  }

  public SequenceNumber sequenceNumber(StoredRecord stored) {
    return new SequenceNumber(sequenceEpoch, number, stored.index(), stored.arrivalMillis() / 1000);
  }

  /** True for a number that this shard has given, or its first or end number. */
  boolean hasGiven(SequenceNumber given) {
    return given.shardCreated() == sequenceEpoch
        && given.shard() == number
        && given.index() <= (isOpen() ? log.next() - 1 : log.next());
  }

  void close(Instant now) {
    closedAt = now;
  }

  RecordLog log() {
    return log;
  }

  ShardLimits limits() {
    return limits;
  }
}
