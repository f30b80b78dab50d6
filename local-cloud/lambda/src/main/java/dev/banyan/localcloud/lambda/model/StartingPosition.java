package dev.banyan.localcloud.lambda.model;

import java.time.Instant;

/** Where a mapping starts to read shards that exist when it starts. */
public sealed interface StartingPosition {

  /** The oldest record that the stream still has. */
  record TrimHorizon() implements StartingPosition {}

  /** After the newest record. */
  record Latest() implements StartingPosition {}

  /** The first record that arrived at or after an instant. */
  record AtTimestamp(Instant from) implements StartingPosition {}
}
