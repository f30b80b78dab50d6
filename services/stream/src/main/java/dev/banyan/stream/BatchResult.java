package dev.banyan.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param failed the item that the source has to go on with, or null if all is done
 * @param cause of that failure, else empty
 */
record BatchResult(int items, Map<Kind, Long> counts, @Nullable BatchItem failed, String cause) {

  /** What is counted on the line of a batch. */
  enum Kind {
    APPLIED,
    ALREADY_NEWER,
    IGNORED,
    MARKER,
    DEAD_LETTER
  }

  BatchResult {
    counts = counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  Optional<String> failedSequenceNumber() {
    return Optional.ofNullable(failed).map(item -> item.position().sequenceNumber());
  }
}
