package dev.banyan.cli.input;

import java.util.Arrays;
import java.util.Random;

/**
 * Draws both ends of each follow from shifted Zipf distributions over shuffled users, so that few
 * are followed by very many, as in measured social networks (M. Newman, "Power laws, Pareto
 * distributions and Zipf's law", 2005).
 */
final class GraphGenerator {

  /** A fan's exponent is smaller: following many is rarer than being followed by many. */
  private static final double POPULARITY = 0.8;

  private static final double ACTIVITY = 0.5;

  /** Flattens the top, so that nobody takes a whole percent of a large graph. */
  private static final double SHIFT = 10;

  /** In dense graphs most draws hit what exists already; then the rest is filled in in order. */
  private static final int ROUNDS = 20;

  private final int users;
  private final Random random;

  private GraphGenerator(int users, long seed) {
    this.users = users;
    this.random = new Random(seed);
  }

  static SocialGraph generate(int users, int follows, long seed) {
    if (users < 2) {
      throw new IllegalArgumentException("users must be at least 2, but is " + users);
    }
    if (follows < 1 || follows > (long) users * (users - 1) / 2) {
      throw new IllegalArgumentException(
          "follows must be 1 to %d for %d users, but is %d"
              .formatted((long) users * (users - 1) / 2, users, follows));
    }
    LongList edges = new GraphGenerator(users, seed).draw(follows);
    var labels = new long[users];
    Arrays.setAll(labels, i -> i);
    String source = "generated: %d users, %d follows, seed %d".formatted(users, follows, seed);
    return SocialGraph.of(labels, edges.toArray(), follows, new SocialGraph.Origin(source, 0, 0));
  }

  private LongList draw(int follows) {
    double[] fans = cumulated(ACTIVITY);
    double[] stars = cumulated(POPULARITY);
    int[] fanOfRank = shuffled();
    int[] starOfRank = shuffled();
    var edges = new LongList(follows);
    for (int round = 0; round < ROUNDS && edges.size() < follows; round++) {
      for (int missing = follows - edges.size(); missing > 0; missing--) {
        int fan = fanOfRank[rank(fans)];
        int star = starOfRank[rank(stars)];
        if (fan != star) {
          edges.add(SocialGraph.edge(fan, star));
        }
      }
      edges.sortAndCollapse();
    }
    fill(edges, follows);
    return edges;
  }

  private void fill(LongList edges, int follows) {
    long[] present = edges.toArray();
    int user = random.nextInt(users);
    for (int distance = 1; distance < users; distance++) {
      for (int i = 0; i < users && edges.size() < follows; i++) {
        int fan = (user + i) % users;
        long edge = SocialGraph.edge(fan, (fan + distance) % users);
        if (Arrays.binarySearch(present, edge) < 0) {
          edges.add(edge);
        }
      }
    }
    edges.sortAndCollapse();
  }

  private double[] cumulated(double exponent) {
    var sums = new double[users];
    double sum = 0;
    for (int rank = 0; rank < users; rank++) {
      sum += Math.pow(rank + SHIFT, -exponent);
      sums[rank] = sum;
    }
    return sums;
  }

  private int rank(double[] sums) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[users - 1]);
    return Math.min(found >= 0 ? found : -found - 1, users - 1);
  }

  private int[] shuffled() {
    var order = new int[users];
    for (int i = 0; i < users; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
