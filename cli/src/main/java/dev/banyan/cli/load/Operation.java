package dev.banyan.cli.load;

/**
 * What is sent, and how often. The first three weights are DeathStarBench's mix of its social
 * network, which add up to 100; the others come on top of it.
 */
public enum Operation {
  HOME_FEED(60),
  USER_TIMELINE(30),
  COMPOSE_POST(10),
  FOLLOW(8),
  UNFOLLOW(4),
  FOLLOWING_PAGE(4),
  FOLLOWERS_PAGE(4),
  READ_USER(2),
  READ_POST(2),
  DELETE_POST(1),
  /** A user's look at their own follow or unfollow, sent after each; not drawn. */
  CHECK_FOLLOW(0),
  /** A user's look at their own post, sent after each; not drawn. */
  CHECK_POST(0);

  private final int weight;

  Operation(int weight) {
    this.weight = weight;
  }

  static final int TOTAL_WEIGHT = 125;

  /** The operation at a point of {@code 0 … TOTAL_WEIGHT - 1}. */
  static Operation at(int point) {
    int rest = point;
    for (Operation operation : values()) {
      rest -= operation.weight;
      if (rest < 0) {
        return operation;
      }
    }
    throw new IllegalArgumentException("point must be below the total weight, but is " + point);
  }

  boolean isWrite() {
    return this == COMPOSE_POST || this == FOLLOW || this == UNFOLLOW || this == DELETE_POST;
  }
}
