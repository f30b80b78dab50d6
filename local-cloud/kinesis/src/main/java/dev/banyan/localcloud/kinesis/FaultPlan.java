package dev.banyan.localcloud.kinesis;

import java.util.Set;
import java.util.function.Consumer;
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
    return with(draft -> draft.throttleRate = rate);
  }

  public FaultPlan withInternalFailureRate(double rate) {
    return with(draft -> draft.internalFailureRate = rate);
  }

  public FaultPlan withPartialFailures(double rate, @Nullable String code) {
    return with(
        draft -> {
          draft.partialFailureRate = rate;
          draft.partialFailureCode = code;
        });
  }

  public FaultPlan withLostAcknowledgements(double rate, boolean asError) {
    return with(
        draft -> {
          draft.lostAcknowledgementRate = rate;
          draft.lostAsError = asError;
        });
  }

  public FaultPlan withLatency(int millis, int jitterMillis) {
    return with(
        draft -> {
          draft.latencyMillis = millis;
          draft.latencyJitterMillis = jitterMillis;
        });
  }

  /** The same faults, for some operations only. */
  public FaultPlan onlyFor(Set<String> some) {
    return with(draft -> draft.operations = some);
  }

  boolean concerns(String operation) {
    return operations != null && operations.contains(operation);
  }

  private static void rate(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be 0..1, not " + value);
    }
  }

  private FaultPlan with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** A copy in the making, so that a {@code with…} method names only what it changes. */
  private static final class Draft {
    private long seed;
    private double throttleRate;
    private double internalFailureRate;
    private double partialFailureRate;
    private @Nullable String partialFailureCode;
    private double lostAcknowledgementRate;
    private boolean lostAsError;
    private int latencyMillis;
    private int latencyJitterMillis;
    private @Nullable Set<String> operations;

    Draft(FaultPlan from) {
      seed = from.seed;
      throttleRate = from.throttleRate;
      internalFailureRate = from.internalFailureRate;
      partialFailureRate = from.partialFailureRate;
      partialFailureCode = from.partialFailureCode;
      lostAcknowledgementRate = from.lostAcknowledgementRate;
      lostAsError = from.lostAsError;
      latencyMillis = from.latencyMillis;
      latencyJitterMillis = from.latencyJitterMillis;
      operations = from.operations;
    }

    FaultPlan finished() {
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
          operations);
    }
  }
}
