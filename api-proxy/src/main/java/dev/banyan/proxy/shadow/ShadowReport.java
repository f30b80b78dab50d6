package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.ProxyCounters;
import java.util.List;
import java.util.Map;

/**
 * What shadowing a route has shown.
 *
 * @param route method and template
 * @param capability it belongs to
 * @param pairs that were compared
 * @param noisePairs for which legacy was asked twice
 * @param incomparable pairs that were not compared, by the reason
 * @param counters what became of all copies
 * @param paths everything that differed, flagged paths first
 * @param samples the latest pairs that differed
 */
public record ShadowReport(
    String route,
    String capability,
    long pairs,
    long noisePairs,
    Map<String, Long> incomparable,
    ProxyCounters.OfRoute counters,
    List<PathReport> paths,
    List<ShadowSample> samples) {

  public ShadowReport {
    incomparable = Map.copyOf(incomparable);
    paths = List.copyOf(paths);
    samples = List.copyOf(samples);
  }

  /** Paths whose differences are more than noise. */
  public List<PathReport> flagged() {
    return paths.stream().filter(PathReport::flagged).toList();
  }
}
