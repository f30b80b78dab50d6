package dev.banyan.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures candidates in interleaved rounds, every other one backwards (A B C C B A A B C …), so
 * that what the machine does meanwhile meets all of them alike.
 */
public final class Rounds {

  private Rounds() {}

  /**
   * All rounds per candidate.
   *
   * @param measure one measurement of the candidate of that name
   */
  public static Map<String, List<Metrics>> run(
      List<String> candidates, int rounds, Function<String, Metrics> measure) {
    Map<String, List<Metrics>> all = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(candidates);
    for (int round = 1; round <= rounds; round++) {
      for (String candidate : order) {
        System.err.printf("  round %d/%d  %s%n", round, rounds, candidate);
        all.computeIfAbsent(candidate, key -> new ArrayList<>()).add(measure.apply(candidate));
      }
      Collections.reverse(order);
    }
    return all;
  }
}
