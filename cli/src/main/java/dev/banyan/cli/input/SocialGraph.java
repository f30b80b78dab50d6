package dev.banyan.cli.input;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Who follows whom, in primitive arrays: about 4 bytes per follow and 12 per user. Users are
 * numbered from 0; a user's id is {@code u} and the label that the source gave.
 *
 * <p>Immutable, hence safe for use by many threads.
 */
public final class SocialGraph {

  /**
   * Where a graph came from.
   *
   * @param source a file or a description
   * @param selfLoops follows of oneself that were skipped
   * @param duplicates repeated follows that were collapsed
   */
  public record Origin(String source, long selfLoops, long duplicates) {}

  /** Receives follows, by user number. */
  @FunctionalInterface
  public interface FollowConsumer {
    void accept(int follower, int followee);
  }

  private final long[] labels;
  private final int[] offsets;
  private final int[] followees;
  private final Origin origin;

  private SocialGraph(long[] labels, int[] offsets, int[] followees, Origin origin) {
    this.labels = labels;
    this.offsets = offsets;
    this.followees = followees;
    this.origin = origin;
  }

  /**
   * A heavy-tailed graph, the same for the same arguments.
   *
   * @param users at least 2
   * @param follows at most half of all possible ones
   */
  public static SocialGraph generate(int users, int follows, long seed) {
    return GraphGenerator.generate(users, follows, seed);
  }

  /**
   * Reads {@code follower followee} lines.
   *
   * @param undirected whether each line is a follow in both directions
   * @throws InputException if the file is not a graph
   */
  public static SocialGraph read(Path file, boolean undirected) {
    return new EdgeListReader(new InputFile(file), undirected).read();
  }

  /**
   * Builds a graph.
   *
   * @param labels ascending, one per user
   * @param edges {@link #edge} keys, ascending and distinct; follows from {@code edges[0]} to
   *     {@code edges[count - 1]}
   */
  static SocialGraph of(long[] labels, long[] edges, int count, Origin origin) {
    var offsets = new int[labels.length + 1];
    var followees = new int[count];
    for (int i = 0; i < count; i++) {
      offsets[follower(edges[i]) + 1]++;
      followees[i] = followee(edges[i]);
    }
    for (int user = 0; user < labels.length; user++) {
      offsets[user + 1] += offsets[user];
    }
    return new SocialGraph(labels, offsets, followees, origin);
  }

  /** The same users with other follows; {@code edges} as in {@link #edge}, ascending, distinct. */
  public SocialGraph withFollows(long[] edges) {
    return of(labels, edges, edges.length, origin);
  }

  /** One follow as one number; the order of these numbers is by follower, then by followee. */
  public static long edge(int follower, int followee) {
    return ((long) follower << 32) | followee;
  }

  public static int follower(long edge) {
    return (int) (edge >>> 32);
  }

  public static int followee(long edge) {
    return (int) edge;
  }

  public int users() {
    return labels.length;
  }

  public int follows() {
    return followees.length;
  }

  public Origin origin() {
    return origin;
  }

  public String userId(int user) {
    return "u" + labels[user];
  }

  /** The user's number, or -1 if there is no such user. */
  public int userOf(String userId) {
    if (userId.length() < 2 || userId.charAt(0) != 'u') {
      return -1;
    }
    try {
      int user = Arrays.binarySearch(labels, Long.parseLong(userId, 1, userId.length(), 10));
      return user >= 0 && userId(user).equals(userId) ? user : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** How many the user follows. */
  public int following(int user) {
    return offsets[user + 1] - offsets[user];
  }

  /** The n-th of those whom the user follows, ascending by user number. */
  public int followee(int user, int n) {
    return followees[offsets[user] + n];
  }

  /** The position of a follow among all, from 0, or -1 if there is no such follow. */
  public int indexOf(int follower, int followee) {
    int found = Arrays.binarySearch(followees, offsets[follower], offsets[follower + 1], followee);
    return Math.max(found, -1);
  }

  /** The position of a user's first follow among all. */
  public int firstIndex(int user) {
    return offsets[user];
  }

  /** The follow at a position, as in {@link #edge}. */
  public long edgeAt(int index) {
    int found = Arrays.binarySearch(offsets, index);
    int follower = found >= 0 ? found : -found - 2;
    while (offsets[follower + 1] == offsets[follower]) {
      follower++;
    }
    return edge(follower, followees[index]);
  }

  /** Hands out all follows, by follower, then by followee. */
  public void forEachFollow(FollowConsumer consumer) {
    for (int user = 0; user < users(); user++) {
      for (int i = offsets[user]; i < offsets[user + 1]; i++) {
        consumer.accept(user, followees[i]);
      }
    }
  }
}
