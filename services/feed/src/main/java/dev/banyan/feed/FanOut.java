package dev.banyan.feed;

import dev.banyan.feed.TimelineTable.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings posts into timelines.
 *
 * <p>A new post and a new follower may come at the same time, in different shards. Both sides write
 * their own item first (the post, the edge) and read the other's table, consistently, after that:
 *
 * <ol>
 *   <li>post written, then edges read: every edge that was written before this read gets the post;
 *   <li>edge written, then posts read: every post that was written before this read is copied.
 * </ol>
 *
 * If the post's handler does not see the edge, the edge was written after the post's read of edges,
 * so after the post, and the edge's handler sees the post. Both seeing each other writes the same
 * entry twice, which is harmless.
 *
 * <p>An author with more followers than the threshold becomes a celebrity, before the post counts
 * as applied, and stays one: the celebrity's posts are merged on read. Thread-safe.
 */
public final class FanOut {

  private final EdgeTable edges;
  private final PostTable posts;
  private final TimelineTable timelines;
  private final int celebrityFollowers;
  private final int postsOnFollow;

  /**
   * @param celebrityFollowers the most followers that a post is fanned out to
   * @param postsOnFollow how many of the newest posts a new follower gets
   */
  public FanOut(
      EdgeTable edges,
      PostTable posts,
      TimelineTable timelines,
      int celebrityFollowers,
      int postsOnFollow) {
    if (celebrityFollowers < 1 || postsOnFollow < 1) {
      throw new IllegalArgumentException(
          "celebrityFollowers and postsOnFollow must be positive: %d, %d"
              .formatted(celebrityFollowers, postsOnFollow));
    }
    this.edges = edges;
    this.posts = posts;
    this.timelines = timelines;
    this.celebrityFollowers = celebrityFollowers;
    this.postsOnFollow = postsOnFollow;
  }

  /** Brings a post that is in its table to the author's followers; may be done again. */
  public void materialise(Post post) {
    materialise(List.of(post));
  }

  /**
   * As above for many posts, with one read of followers per author. A backfill calls it after all
   * edges are in, for inserted posts and for those that were there already: these may have been
   * fanned out before the edges were in, or not at all before a crash.
   */
  public void materialise(Collection<Post> batch) {
    Map<String, List<Post>> byAuthor = new LinkedHashMap<>();
    batch.forEach(p -> byAuthor.computeIfAbsent(p.author(), a -> new ArrayList<>()).add(p));
    byAuthor.forEach(this::materialise);
  }

  private void materialise(String author, List<Post> batch) {
    if (edges.isCelebrity(author)) {
      return;
    }
    List<String> followers = edges.followers(author, celebrityFollowers + 1);
    if (followers.size() > celebrityFollowers) {
      edges.addCelebrity(author);
      return;
    }
    timelines.add(
        batch.stream()
            .flatMap(post -> followers.stream().map(user -> new Entry(user, post.id(), author)))
            .toList());
  }

  /** Brings the author's newest posts to a follower whose edge is in its table. */
  void welcome(Edge edge) {
    timelines.add(
        posts.newest(edge.author(), null, postsOnFollow).stream()
            .map(post -> new Entry(edge.follower(), post.id(), post.author()))
            .toList());
  }
}
