package dev.banyan.proxy.hold;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes that wait at a gate, in the order of arrival. Overflow policy: back-pressure. A write
 * beyond the bounds waits like the others, but its connection is not read meanwhile, so that there
 * cannot be more of them than connections. Used under the gate's lock.
 */
final class WaitingWrites {

  private final int most;
  private final long mostMemory;
  private final Map<HeldWrite, Long> arrivals = new LinkedHashMap<>();
  private long memory;

  WaitingWrites(HoldConfig config) {
    this.most = config.max();
    this.mostMemory = config.memory().toBytes();
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  int size() {
    return arrivals.size();
  }

  /**
   * Lets a write wait.
   *
   * @return whether it is within the bounds
   */
  boolean add(HeldWrite write) {
    arrivals.put(write, System.nanoTime());
    memory += write.memory();
    return arrivals.size() <= most && memory <= mostMemory;
  }

  /** Whether the write has waited until now; it no longer does. */
  boolean remove(HeldWrite write) {
    boolean waited = arrivals.remove(write) != null;
    if (waited) {
      memory -= write.memory();
    }
    return waited;
  }

  /** How long the first has waited; 0 if none waits. */
  long oldestNanos() {
    return isEmpty() ? 0 : System.nanoTime() - arrivals.values().iterator().next();
  }

  /** Takes the first ones away, in order. */
  List<HeldWrite> take(int count, HoldTally tally) {
    long now = System.nanoTime();
    List<HeldWrite> taken = new ArrayList<>(Math.min(count, arrivals.size()));
    Iterator<Map.Entry<HeldWrite, Long>> next = arrivals.entrySet().iterator();
    while (taken.size() < count && next.hasNext()) {
      Map.Entry<HeldWrite, Long> first = next.next();
      next.remove();
      memory -= first.getKey().memory();
      tally.waited(now - first.getValue());
      taken.add(first.getKey());
    }
    return taken;
  }
}
