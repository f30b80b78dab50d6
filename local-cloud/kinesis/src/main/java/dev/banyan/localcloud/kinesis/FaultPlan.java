package dev.banyan.localcloud.kinesis;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What should go wrong, how often. Rates are probabilities per call, or per entry where said, drawn
 * from the seed: the n-th call of an operation always fares the same under the same plan. As JSON
 * the members have these names, and those left out are zero, false or null.
 *
 * @param seed chooses the schedule
 * @param throttleRate calls refused with ProvisionedThroughputExceededException, nothing done
 * @param internalFailureRate calls answered with HTTP 500, nothing done
 * @param partialFailureRate entries of PutRecords, each by itself, that fail while others succeed
 * @param partialFailureCode the code of these entries: ProvisionedThroughputExceededException or
 *     InternalFailure, or null for a mix
 * @param lostAcknowledgementRate puts that are applied, but whose answer does not come
 * @param lostAsError whether an acknowledgement is lost as HTTP 500; else the connection is cut
 * @param latencyMillis added to each call
 * @param latencyJitterMillis up to this much more, drawn evenly
 * @param operations what is concerned, of PutRecord, PutRecords, GetRecords; null or empty for all
 */
public record FaultPlan(
    long seed,
    double throttleRate,
    double internalFailureRate,
    double partialFailureRate,
    @Nullable String partialFailureCode,
    double lostAcknowledgementRate,
    boolean lostAsError,
    int latencyMillis,
    int latencyJitterMillis,
    @Nullable Set<String> operations) {

  static final String THROTTLED = "ProvisionedThroughputExceededException";
  static final String INTERNAL = "InternalFailure";

  private static final Set<String> OPERATIONS = Set.of("PutRecord", "PutRecords", "GetRecords");

  /** Nothing goes wrong. */
  public static final FaultPlan NONE = seeded(0);

  public FaultPlan {
    rate("throttleRate", throttleRate);
    rate("internalFailureRate", internalFailureRate);
    rate("partialFailureRate", partialFailureRate);
    rate("lostAcknowledgementRate", lostAcknowledgementRate);
    if (partialFailureCode != null && !Set.of(THROTTLED, INTERNAL).contains(partialFailureCode)) {
      throw new IllegalArgumentException(
          "partialFailureCode must be "
              + THROTTLED
              + " or "
              + INTERNAL
              + ", not "
              + partialFailureCode);
    }
    if (latencyMillis < 0 || latencyJitterMillis < 0) {
      throw new IllegalArgumentException("latencies must not be negative");
    }
    operations = operations == null || operations.isEmpty() ? OPERATIONS : Set.copyOf(operations);
    if (!OPERATIONS.containsAll(operations)) {
      throw new IllegalArgumentException(
          "operations must be some of " + OPERATIONS + ", not " + operations);
    }
  }

  /** A plan without faults yet. */
  public static FaultPlan seeded(long seed) {
    return new FaultPlan(seed, 0, 0, 0, null, 0, false, 0, 0, null);
  }

  public FaultPlan withThrottleRate(double rate) {
    return new FaultPlan(
        seed,
        rate,
        internalFailureRate,
        partialFailureRate,
        partialFailureCode,
        lostAcknowledgementRate,
        lostAsError,
        latencyMillis,
        latencyJitterMillis,
        operations);
  }

  public FaultPlan withInternalFailureRate(double rate) {
    return new FaultPlan(
        seed,
        throttleRate,
        rate,
        partialFailureRate,
        partialFailureCode,
        lostAcknowledgementRate,
        lostAsError,
        latencyMillis,
        latencyJitterMillis,
        operations);
  }

  public FaultPlan withPartialFailures(double rate, @Nullable String code) {
    return new FaultPlan(
        seed,
        throttleRate,
        internalFailureRate,
        rate,
        code,
        lostAcknowledgementRate,
        lostAsError,
        latencyMillis,
        latencyJitterMillis,
        operations);
  }

  public FaultPlan withLostAcknowledgements(double rate, boolean asError) {
    return new FaultPlan(
        seed,
        throttleRate,
        internalFailureRate,
        partialFailureRate,
        partialFailureCode,
        rate,
        asError,
        latencyMillis,
        latencyJitterMillis,
        operations);
  }

  public FaultPlan withLatency(int millis, int jitterMillis) {
    return new FaultPlan(
        seed,
        throttleRate,
        internalFailureRate,
        partialFailureRate,
        partialFailureCode,
        lostAcknowledgementRate,
        lostAsError,
        millis,
        jitterMillis,
        operations);
  }

  /** The same faults, for some operations only. */
  public FaultPlan onlyFor(Set<String> some) {
    return new FaultPlan(
        seed,
        throttleRate,
        internalFailureRate,
        partialFailureRate,
        partialFailureCode,
        lostAcknowledgementRate,
        lostAsError,
        latencyMillis,
        latencyJitterMillis,
        some);
  }

  boolean concerns(String operation) {
    return operations != null && operations.contains(operation);
  }

  private static void rate(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be 0..1, not " + value);
    }
  }
}
