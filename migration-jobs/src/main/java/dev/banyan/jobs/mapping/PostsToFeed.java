package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.feed.Post;
import dev.banyan.feed.PostTable;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.List;
import org.bson.RawBsonDocument;

/** The collection {@code posts} into the table {@code feed-posts}, and on into timelines. */
public final class PostsToFeed implements CollectionMapping<Post> {

  private static final TableSpec TABLE =
      TableSpec.of(
          PostTable.NAME, new KeyAttribute("author", 'S'), new KeyAttribute("postId", 'S'));

  @Override
  public String collection() {
    return "posts";
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(TABLE);
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

  @Override
  public List<TableItem> items(Post post, SourceVersion version) {
    return List.of(new TableItem(TABLE, PostTable.backfilled(post, version)));
  }
}
