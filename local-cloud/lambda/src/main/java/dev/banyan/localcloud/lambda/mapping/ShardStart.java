package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.StartingPosition;
import java.time.Instant;

/** Where reading of one shard begins. */
sealed interface ShardStart {

  /** At its oldest record. */
  record Oldest() implements ShardStart {}

  /** Behind its newest record. */
  record Newest() implements ShardStart {}

  /** At the first record that arrived at or after an instant. */
  record At(Instant from) implements ShardStart {}

  /** Behind a record. */
  record After(String sequenceNumber) implements ShardStart {}

  static ShardStart of(StartingPosition position) {
    if (position instanceof StartingPosition.AtTimestamp at) {
      return new At(at.from());
    }
    return position instanceof StartingPosition.Latest ? new Newest() : new Oldest();
  }
}
