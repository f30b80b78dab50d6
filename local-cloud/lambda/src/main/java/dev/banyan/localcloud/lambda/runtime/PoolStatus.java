package dev.banyan.localcloud.lambda.runtime;

import java.util.List;

/**
 * A function's environments and counters at one moment.
 *
 * @param errors invocations that did not return
 * @param restarts environments that ended unasked
 */
public record PoolStatus(
    List<EnvironmentStatus> environments,
    int waiting,
    long invocations,
    long errors,
    long restarts) {

  public PoolStatus {
    environments = List.copyOf(environments);
  }
}
