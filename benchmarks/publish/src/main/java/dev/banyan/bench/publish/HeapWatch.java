package dev.banyan.bench.publish;

import java.lang.management.ManagementFactory;

/** The heap that is really in use: what a collection leaves. */
final class HeapWatch {

  private static final double MIB = 1 << 20;

  private double most;

  /** Collects and looks. */
  void look() {
    System.gc();
    most = Math.max(most, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB);
  }

  double mostMiB() {
    return most;
  }
}
