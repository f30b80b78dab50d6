package dev.banyan.relationships;

import dev.banyan.events.Event.Trace;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.Backoff;
import java.time.Clock;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The service's own changes, made while it owns the capability.
 *
 * <ol>
 *   <li>Read the item.
 *   <li>If it already says what is wanted, change nothing: its version is the answer.
 *   <li>Else write it with the version that follows its last one and is not below the wall clock,
 *       on the condition that it is still as read; else begin again, a bounded number of times.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class OwnRelationships {

  private final RelationshipTable table;
  private final Clock clock;
  private final Backoff backoff;

  OwnRelationships(RelationshipTable table, Clock clock, Backoff backoff) {
    this.table = table;
    this.clock = clock;
    this.backoff = backoff;
  }

  /** Follows; the first {@code createdAt} stays. Returns the position of the edge. */
  SourceVersion follow(String follower, String followee, Trace trace) {
    return change(
        follower,
        followee,
        true,
        version ->
            Relationship.live(
                new Follow(follower, followee, Instant.now(clock)),
                version,
                Origin.SERVERLESS,
                trace));
  }

  /**
   * Unfollows. Returns the tombstone's position; the lowest one if there never was an edge, as then
   * no side has to catch up with anything.
   */
  SourceVersion unfollow(String follower, String followee, Trace trace) {
    return change(
        follower,
        followee,
        false,
        version -> Relationship.tombstone(follower, followee, version, Origin.SERVERLESS, trace));
  }

  private SourceVersion change(
      String follower, String followee, boolean live, Function<SourceVersion, Relationship> next) {
    int failed = 0;
    do {
      Relationship last = table.get(follower, followee).orElse(null);
      SourceVersion lastVersion = last == null ? SourceVersion.LOWEST : last.version();
      if (isLive(last) == live) {
        return lastVersion;
      }
      Relationship wanted = next.apply(lastVersion.following(Instant.now(clock)));
      if (table.replace(wanted, last)) {
        return wanted.version();
      }
      failed++;
    } while (backoff.pause(failed));
    throw new ConcurrentModificationException(
        "%s changed under %d tries to write it; try again"
            .formatted(Follow.id(follower, followee), failed));
  }

  private static boolean isLive(@Nullable Relationship relationship) {
    return relationship != null && relationship.isLive();
  }
}
