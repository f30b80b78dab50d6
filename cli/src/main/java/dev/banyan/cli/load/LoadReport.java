package dev.banyan.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has been sent and answered so far.
 *
 * @param stages in the order in which they were first entered
 * @param inFlight requests without an answer yet
 * @param behind how late the next request is
 * @param leastRate the lowest rate that the load eased to, in requests per second
 */
public record LoadReport(List<Stage> stages, int inFlight, Duration behind, double leastRate) {

  /**
   * One stage.
   *
   * @param requests answered or failed, checks included
   * @param delayed requests that had to wait, since too many were in flight
   * @param failuresByKind for example {@code FOLLOW: status 500}
   * @param staleReads own writes that an own read did not show
   * @param unchecked own reads that themselves failed, or could not decide
   * @param failureSamples the first few failures
   * @param staleSamples the first few stale reads
   * @param latencies by operation, in the order of {@link Operation}
   * @param sides by capability
   */
  public record Stage(
      String name,
      long requests,
      long failures,
      long delayed,
      long staleReads,
      long unchecked,
      Map<String, Long> failuresByKind,
      List<Sample> failureSamples,
      List<Sample> staleSamples,
      Latency latency,
      Map<Operation, Latency> latencies,
      Map<String, Sides> sides) {}

  /** Time from when a request was due to its answer. */
  public record Latency(long count, Duration p50, Duration p95, Duration p99, Duration max) {}

  /** Which side answered. */
  public record Sides(long legacyRequests, long serverlessRequests) {

    Sides plus(Sides other) {
      return new Sides(
          legacyRequests + other.legacyRequests, serverlessRequests + other.serverlessRequests);
    }
  }

  /**
   * One request that went wrong.
   *
   * @param status 0 if there was no answer
   * @param side who answered, if known
   * @param detail the start of the answer's body, or why there was none
   */
  public record Sample(
      Instant at,
      String stage,
      Operation operation,
      String kind,
      String user,
      String method,
      String path,
      int status,
      String correlationId,
      @Nullable String side,
      Duration latency,
      String detail) {}

  public LoadReport {
    stages = List.copyOf(stages);
  }

  public long requests() {
    return stages.stream().mapToLong(Stage::requests).sum();
  }

  public long failures() {
    return stages.stream().mapToLong(Stage::failures).sum();
  }

  public long staleReads() {
    return stages.stream().mapToLong(Stage::staleReads).sum();
  }

  public long delayed() {
    return stages.stream().mapToLong(Stage::delayed).sum();
  }

  /** Which side answered, over all stages, by capability. */
  public Map<String, Sides> sides() {
    var all = new TreeMap<String, Sides>();
    stages.forEach(stage -> stage.sides().forEach((name, n) -> all.merge(name, n, Sides::plus)));
    return all;
  }
}
