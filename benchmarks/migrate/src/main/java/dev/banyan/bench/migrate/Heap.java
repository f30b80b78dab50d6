package dev.banyan.bench.migrate;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** This JVM's heap, in MiB. */
final class Heap {

  private static final double MIB = 1 << 20;

  private Heap() {}

  /** Forgets the peaks so far. */
  static void reset() {
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** The sum of the pools' peaks, garbage included: no less than the heap's own peak. */
  static double peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MIB;
  }

  /** What the JVM was allowed. */
  static double limit() {
    return Runtime.getRuntime().maxMemory() / MIB;
  }
}
