package dev.banyan.cli.load;

import dev.banyan.cli.input.LoadedPosts;
import dev.banyan.cli.input.SocialGraph;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the system must hold: everything loaded and every acknowledged write since. A write whose
 * outcome is not known makes its follow or post uncertain for good, since it may still arrive.
 *
 * <p>Thread-safe. Views are true only while no traffic runs.
 */
public final class SocialModel {

  private final SocialGraph loaded;
  private final EdgeModel edges;
  private final PostModel posts;

  public SocialModel(SocialGraph graph, LoadedPosts posts) {
    this.loaded = graph;
    this.edges = new EdgeModel(graph);
    this.posts = new PostModel(posts);
  }

  public int users() {
    return loaded.users();
  }

  public String userId(int user) {
    return loaded.userId(user);
  }

  /** The user's number, or -1 if there is no such user. */
  public int userOf(String userId) {
    return loaded.userOf(userId);
  }

  public synchronized boolean follows(int follower, int followee) {
    return edges.follows(follower, followee);
  }

  public synchronized int follows() {
    return edges.count();
  }

  public synchronized boolean isUncertain(int follower, int followee) {
    return edges.isUncertain(follower, followee);
  }

  /** Keys as {@link SocialGraph#edge} makes them. */
  public synchronized Set<Long> uncertainEdges() {
    return edges.uncertainEdges();
  }

  /** All follows as they are now; costs a copy. */
  public synchronized SocialGraph followsNow() {
    return edges.frozen();
  }

  public synchronized int posts() {
    return posts.count();
  }

  public synchronized Collection<LivePost> postsNow() {
    return posts.all();
  }

  public synchronized boolean isLive(ObjectId post) {
    return posts.isLive(post);
  }

  /** Whether the post must exist, for all we know. */
  synchronized boolean isCertain(ObjectId post) {
    return posts.isLive(post) && !posts.isUncertain(post);
  }

  /** Whether a post with this id and text may exist or not, for all we know. */
  public synchronized boolean isUncertain(ObjectId post, String text) {
    return posts.isUncertain(post) || posts.isUncertainTag(PostTag.in(text));
  }

  /** Posts that must exist for certain. */
  public synchronized int certainPosts() {
    return posts.certainCount();
  }

  /** Posts that may exist or not. */
  public synchronized int uncertainPosts() {
    return posts.uncertainCount();
  }

  /** The newest posts of these authors, newest first. */
  public synchronized List<LivePost> newest(Iterable<Integer> authors, int limit) {
    var newest = new PriorityQueue<LivePost>(Comparator.comparing(LivePost::id));
    for (int author : authors) {
      int taken = 0;
      for (ObjectId id : posts.of(author).descendingSet()) {
        newest.add(new LivePost(id, author));
        if (newest.size() > limit) {
          newest.remove();
        }
        if (++taken == limit) {
          break;
        }
      }
    }
    return newest.stream().sorted(Comparator.comparing(LivePost::id).reversed()).toList();
  }

  synchronized int anyFollowee(int user, Random random) {
    return edges.anyFollowee(user, random);
  }

  synchronized @Nullable LivePost anyPost(Random random) {
    return posts.any(random);
  }

  synchronized void followed(int follower, int followee) {
    edges.followed(follower, followee);
  }

  synchronized void unfollowed(int follower, int followee) {
    edges.unfollowed(follower, followee);
  }

  synchronized void uncertainFollow(int follower, int followee) {
    edges.uncertain(follower, followee);
  }

  synchronized void created(ObjectId post, int author) {
    posts.created(post, author);
  }

  synchronized void deleted(ObjectId post) {
    posts.deleted(post);
  }

  synchronized void uncertainCreate(String tag) {
    posts.uncertainCreate(tag);
  }

  synchronized void uncertainDelete(ObjectId post) {
    posts.uncertainDelete(post);
  }
}
