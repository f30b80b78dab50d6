package dev.banyan.localcloud.lambda.mapping;

import java.util.concurrent.atomic.LongAdder;

/** Counters of one mapping. Thread-safe. */
final class MappingMetrics {

  private final LongAdder handled = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder discarded = new LongAdder();
  private final LongAdder filtered = new LongAdder();
  private volatile String lastError = "";

  /** Records that a function took. */
  void handled(int records) {
    handled.add(records);
  }

  /** A batch failed as a whole or in part. */
  void failed(String reason) {
    failures.increment();
    lastError = reason;
  }

  /** Records were given up. */
  void discarded(int records) {
    discarded.add(records);
  }

  /** A record passed no filter. */
  void filtered() {
    filtered.increment();
  }

  /** Something outside the function went wrong. */
  void error(String message) {
    lastError = message;
  }

  MappingStatus status(String id, String source, int shards, long iteratorAgeMillis) {
    return new MappingStatus(
        id,
        source,
        shards,
        iteratorAgeMillis,
        handled.sum(),
        failures.sum(),
        discarded.sum(),
        filtered.sum(),
        lastError);
  }
}
