package dev.banyan.jobs.plan;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The most frequent keys of a stream in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi,
 * "Efficient Computation of Frequent and Top-k Elements in Data Streams", 2005). Every key above
 * 1/capacity of the stream is among them; a count may be too high by at most its error.
 */
final class HeavyHitters {

  private final int capacity;
  private final Map<String, Counter> counters = new HashMap<>();
  private final PriorityQueue<Counter> smallest =
      new PriorityQueue<>(Comparator.comparingLong((Counter c) -> c.count));
  private long total;

  private static final class Counter {
    private final String key;
    private long count;
    private final long error;

    Counter(String key, long count, long error) {
      this.key = key;
      this.count = count;
      this.error = error;
    }
  }

  HeavyHitters(int capacity) {
    this.capacity = capacity;
  }

  void add(String key) {
    total++;
    Counter counter = counters.get(key);
    if (counter != null) {
      smallest.remove(counter);
      counter.count++;
      smallest.add(counter);
      return;
    }
    long floor = 0;
    if (counters.size() == capacity) {
      Counter evicted = smallest.remove();
      counters.remove(evicted.key);
      floor = evicted.count;
    }
    Counter added = new Counter(key, floor + 1, floor);
    counters.put(key, added);
    smallest.add(added);
  }

  /** The largest, by the count that they surely have; what was met once is no key of many. */
  List<PlanReport.HotKey> top(int most) {
    return counters.values().stream()
        .filter(c -> c.count - c.error > 1)
        .map(c -> new PlanReport.HotKey(c.key, (double) (c.count - c.error) / total))
        .sorted(Comparator.comparingDouble(PlanReport.HotKey::share).reversed())
        .limit(most)
        .toList();
  }
}
