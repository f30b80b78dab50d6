package dev.banyan.localcloud.kinesis.store;

import java.time.Instant;

/** Where to begin reading a shard: the five types of shard iterators. */
public sealed interface StartPosition {

  record TrimHorizon() implements StartPosition {}

  record Latest() implements StartPosition {}

  record At(SequenceNumber sequenceNumber) implements StartPosition {}

  record After(SequenceNumber sequenceNumber) implements StartPosition {}

  record AtTime(Instant instant) implements StartPosition {}
}
