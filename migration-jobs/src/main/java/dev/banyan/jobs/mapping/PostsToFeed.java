package dev.banyan.jobs.mapping;

import dev.banyan.feed.Post;
import org.bson.RawBsonDocument;

/** The collection {@code posts} into the table {@code feed-posts}, and on into timelines. */
public final class PostsToFeed implements CollectionMapping<Post> {

  @Override
  public String collection() {
    return "posts";
  }

  @Override
  public String ownedBy() {
    return "feed";
  }

  @Override
  public String fingerprint() {
    return "posts-feed-1";
  }

  @Override
  public Post read(RawBsonDocument document) {
    return new Post(
        Fields.objectId(document, "_id"),
        Fields.text(document, "author"),
        Fields.textOrEmpty(document, "text"),
        Fields.date(document, "createdAt"));
  }
}
