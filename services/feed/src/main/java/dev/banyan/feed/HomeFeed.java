package dev.banyan.feed;

import dev.banyan.feed.TimelineTable.Entry;
import dev.banyan.stream.Backoff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads a home feed.
 *
 * <ol>
 *   <li>Read timeline entries, newest first.
 *   <li>Read their posts and the user's edges to their authors; drop entries whose post is deleted
 *       or whose edge is not live; go on until there is enough.
 *   <li>Merge the newest posts of the celebrities that the user follows.
 * </ol>
 *
 * All reads are consistent. Thread-safe.
 */
final class HomeFeed {

  /** Entries per step, so that their posts and edges fit into one read. */
  private static final int STEP = BatchReads.MAX_KEYS / 2;

  private final EdgeTable edges;
  private final PostTable posts;
  private final TimelineTable timelines;
  private final BatchReads reads;

  HomeFeed(DynamoDbClient client, EdgeTable edges, PostTable posts, TimelineTable timelines) {
    this.edges = edges;
    this.posts = posts;
    this.timelines = timelines;
    this.reads = new BatchReads(client, Backoff.DEFAULT);
  }

  /**
   * One page of a feed.
   *
   * @param next the id to go on behind, or null on the last page
   */
  record Page(List<Post> posts, @Nullable String next) {}

  /**
   * A page of up to {@code limit} posts, newest first.
   *
   * @param before only ids below it; null for the first page
   */
  Page page(String user, @Nullable String before, int limit) {
    int enough = limit + 1;
    Map<String, Post> merged = new TreeMap<>(Comparator.reverseOrder());
    for (Post post : fromTimeline(user, before, enough)) {
      merged.put(post.id(), post);
    }
    for (String celebrity : edges.followed(user, edges.celebrities())) {
      for (Post post : posts.newest(celebrity, before, enough)) {
        merged.put(post.id(), post);
      }
    }
    List<Post> page = merged.values().stream().limit(limit).toList();
    return new Page(page, merged.size() > limit ? page.get(limit - 1).id() : null);
  }

  private List<Post> fromTimeline(String user, @Nullable String before, int enough) {
    List<Post> found = new ArrayList<>();
    String from = before;
    while (found.size() < enough) {
      int step = Math.min(STEP, enough - found.size() + 5); // some are dropped, as a rule
      List<Entry> entries = timelines.newest(user, from, step);
      found.addAll(live(user, entries));
      if (entries.size() < step) {
        break;
      }
      from = entries.get(entries.size() - 1).postId();
    }
    return found;
  }

  /** The entries' posts that are in the feed, in the entries' order. */
  private List<Post> live(String user, List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    Set<String> authors = entries.stream().map(Entry::author).collect(Collectors.toSet());
    Map<String, List<Map<String, AttributeValue>>> items =
        reads.get(
            Map.of(
                PostTable.NAME,
                entries.stream().map(e -> PostTable.keyOf(e.author(), e.postId())).toList(),
                EdgeTable.NAME,
                EdgeTable.keys(user, authors)));
    Set<String> followed = new HashSet<>();
    items.getOrDefault(EdgeTable.NAME, List.of()).stream()
        .filter(Items::isLive)
        .forEach(edge -> followed.add(Items.required(edge, "author")));
    Map<String, Post> byId = new HashMap<>();
    items.getOrDefault(PostTable.NAME, List.of()).stream()
        .filter(Items::isLive)
        .map(PostTable::read)
        .forEach(post -> byId.put(post.id(), post));
    return entries.stream()
        .filter(entry -> followed.contains(entry.author()) && byId.containsKey(entry.postId()))
        .map(entry -> byId.get(entry.postId()))
        .toList();
  }
}
