package dev.banyan.localcloud.kinesis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Makes a {@link LocalKinesis} misbehave on demand. Thread-safe. */
public final class KinesisFaults {

  /** A plan with its progress, so that both change together. */
  private static final class Running {
    final FaultPlan plan;
    final Map<String, AtomicLong> callsByOperation = new ConcurrentHashMap<>();
    final LongAdder throttled = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder entries = new LongAdder();
    final LongAdder lost = new LongAdder();

    Running(FaultPlan plan) {
      this.plan = plan;
    }
  }

  private volatile Running running = new Running(FaultPlan.NONE);

  /** Follows a plan from its beginning; counts start at zero. */
  public void set(FaultPlan plan) {
    running = new Running(plan);
  }

  /** Ends all faults. */
  public void clear() {
    set(FaultPlan.NONE);
  }

  public FaultPlan plan() {
    return running.plan;
  }

  public FaultCounts counts() {
    Running now = running;
    long calls = now.callsByOperation.values().stream().mapToLong(AtomicLong::get).sum();
    return new FaultCounts(
        calls, now.throttled.sum(), now.failed.sum(), now.entries.sum(), now.lost.sum());
  }

  /** How the next call of an operation fares. */
  FaultDecision next(String operation) {
    Running now = running;
    if (!now.plan.concerns(operation)) {
      return new FaultDecision(FaultPlan.NONE, 0);
    }
    long call =
        now.callsByOperation.computeIfAbsent(operation, o -> new AtomicLong()).getAndIncrement();
    return new FaultDecision(now.plan, seed(now.plan.seed(), operation, call));
  }

  void countThrottled() {
    running.throttled.increment();
  }

  void countFailed() {
    running.failed.increment();
  }

  void countFailedEntry() {
    running.entries.increment();
  }

  void countLost() {
    running.lost.increment();
  }

  /** Spreads neighbouring calls over the seeds, by two large odd constants. */
  private static long seed(long seed, String operation, long call) {
    return (seed * 0x9E3779B97F4A7C15L + operation.hashCode()) * 0xD1342543DE82EF95L + call;
  }
}
