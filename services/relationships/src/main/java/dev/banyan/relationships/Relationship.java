package dev.banyan.relationships;

import dev.banyan.events.Event.Trace;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item of the table: a live edge or its tombstone.
 *
 * @param createdAt null on a tombstone
 * @param trace the request behind a change of the service's own
 */
public record Relationship(
    String follower,
    String followee,
    @Nullable Instant createdAt,
    SourceVersion version,
    Origin origin,
    Trace trace) {

  public Relationship {
    Follow.requireKey("follower", follower);
    Follow.requireKey("followee", followee);
  }

  static Relationship live(Follow follow, SourceVersion version, Origin origin, Trace trace) {
    return new Relationship(
        follow.follower(), follow.followee(), follow.createdAt(), version, origin, trace);
  }

  static Relationship tombstone(
      String follower, String followee, SourceVersion version, Origin origin, Trace trace) {
    return new Relationship(follower, followee, null, version, origin, trace);
  }

  /** Whether the edge exists; else this is its tombstone. */
  public boolean isLive() {
    return createdAt != null;
  }

  String id() {
    return Follow.id(follower, followee);
  }
}
