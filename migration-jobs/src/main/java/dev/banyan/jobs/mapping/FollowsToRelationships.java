package dev.banyan.jobs.mapping;

import dev.banyan.relationships.Follow;
import org.bson.RawBsonDocument;

/** The collection {@code follows} into the table {@code relationships}. */
public final class FollowsToRelationships implements CollectionMapping<Follow> {

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
    return "follows-relationships-1";
  }

  @Override
  public Follow read(RawBsonDocument document) {
    FollowKey key = FollowKey.of(document);
    return new Follow(key.follower(), key.followee(), Fields.date(document, "createdAt"));
  }
}
