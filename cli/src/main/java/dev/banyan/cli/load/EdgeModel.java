package dev.banyan.cli.load;

import dev.banyan.cli.input.SocialGraph;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The follows that must exist: those loaded, less those unfollowed, plus those added. Costs one bit
 * per loaded follow and an entry per change. Not thread-safe.
 */
final class EdgeModel {

  private static final int DRAWS = 8;

  private final SocialGraph loaded;
  private final BitSet removed = new BitSet();
  private final Map<Integer, TreeSet<Integer>> added = new HashMap<>();
  private final Set<Long> uncertain = new HashSet<>();
  private int addedCount;

  EdgeModel(SocialGraph loaded) {
    this.loaded = loaded;
  }

  boolean follows(int follower, int followee) {
    int index = loaded.indexOf(follower, followee);
    if (index >= 0 && !removed.get(index)) {
      return true;
    }
    TreeSet<Integer> more = added.get(follower);
    return more != null && more.contains(followee);
  }

  void followed(int follower, int followee) {
    int index = loaded.indexOf(follower, followee);
    if (index >= 0) {
      removed.clear(index);
    } else if (added.computeIfAbsent(follower, user -> new TreeSet<>()).add(followee)) {
      addedCount++;
    }
  }

  void unfollowed(int follower, int followee) {
    int index = loaded.indexOf(follower, followee);
    if (index >= 0) {
      removed.set(index);
      return;
    }
    TreeSet<Integer> more = added.get(follower);
    if (more != null && more.remove(followee)) {
      addedCount--;
    }
  }

  /** Nothing can be said of this follow any more: a late write may still arrive. */
  void uncertain(int follower, int followee) {
    uncertain.add(SocialGraph.edge(follower, followee));
  }

  boolean isUncertain(int follower, int followee) {
    return uncertain.contains(SocialGraph.edge(follower, followee));
  }

  Set<Long> uncertainEdges() {
    return Set.copyOf(uncertain);
  }

  /** Somebody whom the user follows, or -1 if a few draws find nobody. */
  int anyFollowee(int user, Random random) {
    TreeSet<Integer> more = added.get(user);
    int following = loaded.following(user);
    if (more != null && !more.isEmpty() && random.nextInt(following + more.size()) >= following) {
      Integer drawn = more.ceiling(random.nextInt(loaded.users()));
      return drawn == null ? more.first() : drawn;
    }
    for (int draw = 0; following > 0 && draw < DRAWS; draw++) {
      int n = random.nextInt(following);
      if (!removed.get(loaded.firstIndex(user) + n)) {
        return loaded.followee(user, n);
      }
    }
    return -1;
  }

  int count() {
    return loaded.follows() - removed.cardinality() + addedCount;
  }

  /** All follows as they are now. */
  SocialGraph frozen() {
    var edges = new long[count()];
    int size = 0;
    for (int user = 0; user < loaded.users(); user++) {
      for (int n = 0; n < loaded.following(user); n++) {
        if (!removed.get(loaded.firstIndex(user) + n)) {
          edges[size++] = SocialGraph.edge(user, loaded.followee(user, n));
        }
      }
      for (int followee : added.getOrDefault(user, new TreeSet<>())) {
        edges[size++] = SocialGraph.edge(user, followee);
      }
    }
    Arrays.sort(edges);
    return loaded.withFollows(edges);
  }
}
