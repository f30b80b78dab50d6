package dev.banyan.localcloud.kinesis;

import java.util.Optional;
import java.util.SplittableRandom;

/** How one call fares. Not thread-safe: it belongs to its call. */
final class FaultDecision {

  private final FaultPlan plan;
  private final SplittableRandom random;
  private final int latencyMillis;
  private final boolean throttled;
  private final boolean failed;
  private final boolean acknowledgementLost;

  FaultDecision(FaultPlan plan, long callSeed) {
    this.plan = plan;
    this.random = new SplittableRandom(callSeed);
    // Everything is drawn always and in this order: one rate must not shift another's schedule.
    this.latencyMillis = plan.latencyMillis() + random.nextInt(plan.latencyJitterMillis() + 1);
    this.throttled = strikes(plan.throttleRate());
    this.failed = strikes(plan.internalFailureRate());
    this.acknowledgementLost = strikes(plan.lostAcknowledgementRate());
  }

  int latencyMillis() {
    return latencyMillis;
  }

  boolean throttled() {
    return throttled;
  }

  boolean failed() {
    return failed;
  }

  boolean acknowledgementLost() {
    return acknowledgementLost;
  }

  boolean lostAsError() {
    return plan.lostAsError();
  }

  /** The error code of the next entry, if it is to fail. */
  Optional<String> nextEntryFailure() {
    boolean strikes = strikes(plan.partialFailureRate());
    String mixed = random.nextBoolean() ? FaultPlan.THROTTLED : FaultPlan.INTERNAL;
    String code = plan.partialFailureCode() == null ? mixed : plan.partialFailureCode();
    return strikes ? Optional.of(code) : Optional.empty();
  }

  private boolean strikes(double rate) {
    return random.nextDouble() < rate;
  }
}
