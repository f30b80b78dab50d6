package dev.banyan.jobs.mapping;

import dev.banyan.feed.Edge;
import org.bson.RawBsonDocument;

/** The collection {@code follows} into the table {@code feed-edges}. */
public final class FollowsToEdges implements CollectionMapping<Edge> {

  @Override
  public String collection() {
    return "follows";
  }

  @Override
  public String ownedBy() {
    return "relationships";
  }

  @Override
  public String fingerprint() {
    return "follows-edges-1";
  }

  @Override
  public Edge read(RawBsonDocument document) {
    FollowKey key = FollowKey.of(document);
    return new Edge(key.followee(), key.follower());
  }
}
