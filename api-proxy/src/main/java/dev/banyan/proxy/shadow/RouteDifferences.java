package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.Wilson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each path of a route's answers differed, between the sides and between legacy and
 * itself. Thread-safe; counts 200 paths, and what is beyond as one.
 */
final class RouteDifferences {

  static final String MORE = "$more.value";
  private static final int MOST = 200;

  private final Map<String, long[]> counts = new LinkedHashMap<>();
  private final Map<String, Long> incomparable = new TreeMap<>();
  private long compared;
  private long asked;

  /** A pair of both sides was compared. */
  synchronized void compared(List<Difference> differences) {
    compared++;
    differences.forEach(difference -> count(difference.name())[0]++);
  }

  /** A pair could not be compared; there are few reasons. */
  synchronized void incomparable(String why) {
    incomparable.merge(why, 1L, Long::sum);
  }

  synchronized Map<String, Long> incomparable() {
    return Map.copyOf(incomparable);
  }

  /** Legacy was asked twice. */
  synchronized void noise(List<Difference> differences) {
    asked++;
    differences.forEach(difference -> count(difference.name())[1]++);
  }

  private long[] count(String name) {
    String key = counts.size() < MOST || counts.containsKey(name) ? name : MORE;
    return counts.computeIfAbsent(key, made -> new long[2]);
  }

  /**
   * Everything that differed, flagged paths first.
   *
   * @param minimum pairs that there must be before a path is flagged
   */
  synchronized List<PathReport> report(int minimum) {
    List<PathReport> reports = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          Wilson raw = Wilson.of(count[0], compared);
          Wilson noise = Wilson.of(count[1], asked);
          boolean flagged = compared >= minimum && raw.excessOver(noise) > 0;
          reports.add(new PathReport(name, count[0], count[1], raw, noise, flagged));
        });
    reports.sort(
        Comparator.comparing(PathReport::flagged)
            .thenComparing(PathReport::differed)
            .reversed()
            .thenComparing(PathReport::name));
    return reports;
  }

  synchronized long pairs() {
    return compared;
  }

  synchronized long noisePairs() {
    return asked;
  }

  synchronized void clear() {
    counts.clear();
    incomparable.clear();
    compared = 0;
    asked = 0;
  }
}
