package dev.banyan.cli.audit;

import dev.banyan.cli.audit.AuditReport.Side;
import dev.banyan.cli.input.SocialGraph;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ticks off one store's follows against those expected: one bit each, whatever the order in which
 * they come. Thread-safe.
 */
final class FollowComparison {

  private final SocialGraph expected;
  private final Set<Long> uncertain;
  private final BitSet seen;
  private final Samples extra = new Samples();
  private long found;

  /** {@code uncertain} holds keys as {@link SocialGraph#edge} makes them. */
  FollowComparison(SocialGraph expected, Set<Long> uncertain) {
    this.expected = expected;
    this.uncertain = uncertain;
    this.seen = new BitSet(expected.follows());
  }

  /** Takes one live entry of the store; nulls are what it lacks. */
  synchronized void found(@Nullable String follower, @Nullable String followee) {
    int from = follower == null ? -1 : expected.userOf(follower);
    int to = followee == null ? -1 : expected.userOf(followee);
    if (from >= 0 && to >= 0 && uncertain.contains(SocialGraph.edge(from, to))) {
      return;
    }
    found++;
    int index = from >= 0 && to >= 0 ? expected.indexOf(from, to) : -1;
    if (index < 0) {
      extra.add(follower + ":" + followee);
    } else if (seen.get(index)) {
      extra.add(follower + ":" + followee + " (twice)");
    } else {
      seen.set(index);
    }
  }

  /** Takes an entry that contradicts itself; it does not count as the follow that it claims. */
  synchronized void malformed(String description) {
    found++;
    extra.add(description);
  }

  /** Follows that must be there for certain. */
  long expectedCount() {
    return expected.follows()
        - uncertain.stream()
            .filter(
                edge ->
                    expected.indexOf(SocialGraph.follower(edge), SocialGraph.followee(edge)) >= 0)
            .count();
  }

  synchronized Side result() {
    var missing = new Samples();
    for (int i = seen.nextClearBit(0); i < expected.follows(); i = seen.nextClearBit(i + 1)) {
      long edge = expected.edgeAt(i);
      if (!uncertain.contains(edge)) {
        missing.add(
            expected.userId(SocialGraph.follower(edge))
                + ":"
                + expected.userId(SocialGraph.followee(edge)));
      }
    }
    return new Side(found, missing.count(), extra.count(), missing.kept(), extra.kept());
  }
}
