package dev.banyan.cli.audit;

import java.util.List;

/**
 * What the stores hold and answer, against what the model says they must.
 *
 * @param uncertainEdges follows left out, since nobody knows the outcome of a write
 * @param uncertainPosts posts left out for the same reason, at most
 */
public record AuditReport(
    long expectedFollows,
    Side legacyFollows,
    Side serverlessFollows,
    long uncertainEdges,
    long expectedPosts,
    Side legacyPosts,
    long uncertainPosts,
    Feeds feeds) {

  static final int MAX_SAMPLES = 20;

  /**
   * One store against the model.
   *
   * @param found live entries in the store but for uncertain ones
   * @param missing in the model and not in the store
   * @param extra in the store and not in the model, malformed ones included
   * @param missingSamples up to 20, as {@code follower:followee} or as post ids
   * @param extraSamples up to 20, with what is wrong if it is not the mere existence
   */
  public record Side(
      long found,
      long missing,
      long extra,
      List<String> missingSamples,
      List<String> extraSamples) {

    public Side {
      missingSamples = List.copyOf(missingSamples);
      extraSamples = List.copyOf(extraSamples);
    }

    public boolean agrees() {
      return missing == 0 && extra == 0;
    }
  }

  /**
   * First pages of home feeds against the model, and against each other.
   *
   * @param usersCompared whose feeds were asked for on both sides
   * @param usersSkipped whose own follows are uncertain
   * @param differences users whose feed differed on either side
   * @param samples up to 20: user, side, what differs
   */
  public record Feeds(int usersCompared, int usersSkipped, int differences, List<String> samples) {

    public Feeds {
      samples = List.copyOf(samples);
    }
  }

  /** Follows missing on either side. */
  public long missing() {
    return legacyFollows.missing() + serverlessFollows.missing();
  }

  /** Follows on either side that must not exist. */
  public long extra() {
    return legacyFollows.extra() + serverlessFollows.extra();
  }

  /** Whether everything is as the model says. */
  public boolean agrees() {
    return legacyFollows.agrees()
        && serverlessFollows.agrees()
        && legacyPosts.agrees()
        && feeds.differences() == 0;
  }
}
