package dev.banyan.jobs.backfill;

import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.relationships.RelationshipTable;
import java.util.List;

/**
 * What a capability's backfill copies.
 *
 * @param phases one after the other; a later one may rely on the tables of an earlier
 */
public record CapabilityBackfill(String capability, List<BackfillPhase<?>> phases) {

  public CapabilityBackfill {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException(capability + " has nothing to copy");
    }
  }

  /** The capability {@code relationships}: who follows whom. */
  public static CapabilityBackfill relationships(RelationshipTable table) {
    return new CapabilityBackfill(
        "relationships",
        List.of(
            new BackfillPhase<>(
                "relationships",
                new FollowsToRelationships(),
                rows -> Versions.insert(rows, table::insertIfAbsent))));
  }
}
