package dev.banyan.jobs.backfill;

import dev.banyan.feed.EdgeTable;
import dev.banyan.feed.FanOut;
import dev.banyan.feed.PostTable;
import dev.banyan.jobs.mapping.FollowsToEdges;
import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.jobs.mapping.PostsToFeed;
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

  /**
   * The capability {@code feed}: edges first, because posts are brought to those that have one; all
   * posts next; timelines last, from the posts again.
   */
  public static CapabilityBackfill feed(EdgeTable edges, PostTable posts, FanOut fanOut) {
    return new CapabilityBackfill(
        "feed",
        List.of(
            new BackfillPhase<>(
                "feed-edges",
                new FollowsToEdges(),
                rows -> Versions.insert(rows, edges::insertIfAbsent)),
            new BackfillPhase<>(
                "feed-posts",
                new PostsToFeed(),
                new GuardedTarget<>(rows -> Versions.insert(rows, posts::insertIfAbsent))),
            new BackfillPhase<>(
                "feed-timelines", new PostsToFeed(), GuardedTarget.of(fanOut::materialise))));
  }
}
