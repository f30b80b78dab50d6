package dev.banyan.feed;

import static dev.banyan.feed.Items.key;
import static dev.banyan.feed.Items.text;

import dev.banyan.events.SourceVersion;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.IsoMillis;
import dev.banyan.stream.VersionedPut;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The table {@code feed-posts}: key {@code author} and {@code postId}; {@code text}, {@code
 * createdAt}, {@code v}; on a tombstone {@code deleted} and {@code expiresAt}. The index {@code
 * byId} finds the author of an id.
 *
 * <p>A delete that names no author first leaves a marker under the author {@code ~deleted}, then
 * looks for the post. A put writes first and looks for the marker then. Whichever comes second sees
 * the other, so a late put or a backfill does not resurrect the post.
 *
 * <p>Thread-safe. Throws what the SDK throws.
 */
public final class PostTable {

  public static final String NAME = "feed-posts";

  private static final String DELETED = "~deleted";
  private static final String BY_ID = "byId";

  private final DynamoDbClient client;
  private final Clock clock;
  private final Backoff indexLag;
  private final VersionedPut versioned;
  private final BatchReads reads;

  public PostTable(DynamoDbClient client, Clock clock) {
    this(client, clock, Backoff.DEFAULT);
  }

  /**
   * @param indexLag how long a delete waits for the index to know the post
   */
  PostTable(DynamoDbClient client, Clock clock, Backoff indexLag) {
    this.client = client;
    this.clock = clock;
    this.indexLag = indexLag;
    this.versioned = new VersionedPut(client, NAME);
    this.reads = new BatchReads(client, Backoff.DEFAULT);
  }

  /** Writes a live post over a lower version, unless its id is known to be deleted since. */
  public VersionedPut.Result put(Post post, SourceVersion version) {
    VersionedPut.Result result = versioned.write(item(post, version));
    if (result != VersionedPut.Result.NEWER && buryIfDeleted(List.of(post), version)) {
      return VersionedPut.Result.NEWER;
    }
    return result;
  }

  /**
   * Writes a tombstone over a lower version.
   *
   * @param author or null if the event names none
   */
  public VersionedPut.Result delete(String id, @Nullable String author, SourceVersion version) {
    if (author != null) {
      return versioned.write(tombstone(author, id, version));
    }
    VersionedPut.Result remembered = versioned.write(tombstone(DELETED, id, version));
    return authorOf(id)
        .map(found -> versioned.write(tombstone(found, id, version)))
        .orElse(remembered);
  }

  private Map<String, AttributeValue> tombstone(String author, String id, SourceVersion version) {
    return Items.tombstone(keyOf(author, id), version, Instant.now(clock));
  }

  /** The index may be behind the table, so what it does not know is asked for again. */
  private Optional<String> authorOf(String id) {
    int misses = 0;
    do {
      List<Map<String, AttributeValue>> items =
          client
              .query(
                  request ->
                      request
                          .tableName(NAME)
                          .indexName(BY_ID)
                          .keyConditionExpression("postId = :id")
                          .expressionAttributeValues(Map.of(":id", text(id))))
              .items();
      Optional<String> author =
          items.stream()
              .map(item -> Items.required(item, "author"))
              .filter(name -> !name.equals(DELETED))
              .findFirst();
      if (author.isPresent()) {
        return author;
      }
      misses++;
    } while (indexLag.pause(misses));
    return Optional.empty();
  }

  /**
   * A post as a backfill inserts it, where the table knows nothing of it, not even a tombstone.
   * Whoever has inserted some calls {@link #buryIfDeleted}.
   */
  public static Map<String, AttributeValue> backfilled(Post post, SourceVersion version) {
    return item(post, version);
  }

  /**
   * Tombstones for posts with a newer delete under their id only. To be called when they are in the
   * table; may be done again.
   *
   * @return true if there was any
   */
  public boolean buryIfDeleted(Collection<Post> posts, SourceVersion version) {
    Map<String, Post> byId = new HashMap<>();
    posts.forEach(post -> byId.put(post.id(), post));
    List<Map<String, AttributeValue>> keys =
        byId.keySet().stream().map(id -> keyOf(DELETED, id)).toList();
    boolean buried = false;
    for (var marker : reads.get(NAME, keys)) {
      Post post = byId.get(Items.required(marker, "postId"));
      SourceVersion deleted = SourceVersion.parse(Items.required(marker, VersionedPut.VERSION));
      if (post != null && deleted.compareTo(version) > 0) {
        versioned.write(tombstone(post.author(), post.id(), deleted));
        buried = true;
      }
    }
    return buried;
  }

  /**
   * The author's newest live posts (a consistent read).
   *
   * @param before only ids below it; null for the newest
   */
  List<Post> newest(String author, @Nullable String before, int limit) {
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":author", text(author)));
    if (before != null) {
      values.put(":before", text(before));
    }
    var query =
        QueryRequest.builder()
            .tableName(NAME)
            .keyConditionExpression(
                "author = :author" + (before == null ? "" : " AND postId < :before"))
            .filterExpression("attribute_not_exists(deleted)")
            .expressionAttributeValues(values)
            .scanIndexForward(false)
            .limit(limit)
            .consistentRead(true);
    List<Post> posts = new ArrayList<>();
    for (var page : client.queryPaginator(query.build())) {
      for (var item : page.items()) {
        posts.add(read(item));
        if (posts.size() == limit) {
          return posts;
        }
      }
    }
    return posts;
  }

  static Map<String, AttributeValue> keyOf(String author, String id) {
    return key("author", author, "postId", id);
  }

  private static Map<String, AttributeValue> item(Post post, SourceVersion version) {
    Map<String, AttributeValue> item = keyOf(post.author(), post.id());
    item.put("text", text(post.text()));
    item.put("createdAt", text(IsoMillis.format(post.createdAt())));
    Items.version(item, version);
    return item;
  }

  static Post read(Map<String, AttributeValue> item) {
    return new Post(
        Items.required(item, "postId"),
        Items.required(item, "author"),
        Items.required(item, "text"),
        Instant.parse(Items.required(item, "createdAt")));
  }
}
