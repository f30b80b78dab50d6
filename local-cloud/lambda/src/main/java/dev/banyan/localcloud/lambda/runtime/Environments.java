package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.runtime.ExecutionEnvironment.State;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environments of one function that are up or starting, and how many were lost. Not
 * thread-safe: the pool's lock guards it.
 */
final class Environments {

  private final String function;
  private final int bound;
  private final Map<String, ExecutionEnvironment> byId = new LinkedHashMap<>();
  private int made;
  private long lost;

  /**
   * @param bound most at a time
   */
  Environments(String function, int bound) {
    this.function = function;
    this.bound = bound;
  }

  /** Makes one whose log begins behind what is there. */
  ExecutionEnvironment add(long logOffset) {
    made++;
    ExecutionEnvironment environment = new ExecutionEnvironment(function + "-" + made, logOffset);
    byId.put(environment.id(), environment);
    return environment;
  }

  @Nullable ExecutionEnvironment find(String id) {
    return byId.get(id);
  }

  /** Those of now, to go through while some are removed. */
  List<ExecutionEnvironment> present() {
    return List.copyOf(byId.values());
  }

  /** The idle one that was used last, so that the others can idle out. */
  @Nullable ExecutionEnvironment mostRecentlyUsed(long now) {
    return byId.values().stream()
        .filter(e -> e.state() == State.IDLE)
        .min(Comparator.comparingLong(e -> e.ageNanos(now)))
        .orElse(null);
  }

  boolean isStarting() {
    return byId.values().stream().anyMatch(e -> e.state() == State.STARTING);
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  boolean hasRoom() {
    return byId.size() < bound;
  }

  /** Whether one is left without this one. */
  boolean hasOther() {
    return byId.size() > 1;
  }

  /** Takes one away that is not wanted any more; what it ran is returned. */
  @Nullable Invocation remove(ExecutionEnvironment environment) {
    byId.remove(environment.id());
    return environment.leave();
  }

  /** Takes one away that has ended or has to be ended; what it ran is returned. */
  @Nullable Invocation lose(ExecutionEnvironment environment) {
    lost++;
    return remove(environment);
  }

  long lost() {
    return lost;
  }

  List<EnvironmentStatus> status() {
    return byId.values().stream().map(ExecutionEnvironment::status).toList();
  }
}
