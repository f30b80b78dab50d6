package dev.banyan.stream;

import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a capability has got.
 *
 * @param buckets the position of every bucket that has met a heartbeat or barrier
 * @param fence position up to which legacy's events are applied, or null while it owns
 */
public record Progress(Map<Integer, SourceVersion> buckets, @Nullable SourceVersion fence) {

  public Progress {
    buckets = Map.copyOf(buckets);
  }

  /** The position up to which everything is applied; empty until every bucket has one. */
  public Optional<SourceVersion> watermark() {
    return buckets.size() < Buckets.COUNT
        ? Optional.empty()
        : buckets.values().stream().min(Comparator.naturalOrder());
  }

  /** Whether a change of legacy with this version came after the switch (invariant 5). */
  boolean fences(SourceVersion version) {
    return fence != null && version.compareTo(fence) > 0;
  }
}
