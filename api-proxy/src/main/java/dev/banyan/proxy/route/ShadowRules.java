package dev.banyan.proxy.route;

import java.util.List;
import java.util.Set;

/**
 * How a route's answers are compared.
 *
 * @param percent share of its reads that are copied, 0 to 100
 * @param noisePercent share of the copies for which legacy is asked a second time, which measures
 *     how often legacy differs from itself
 * @param ignored paths whose differences do not count, as {@code $.createdAt} or {@code
 *     $.items[].id}
 * @param unordered paths of lists whose order does not count, as {@code $.items}
 * @param masked names of fields whose values are never kept in a sample
 */
public record ShadowRules(
    int percent,
    int noisePercent,
    Set<String> ignored,
    Set<String> unordered,
    List<String> masked) {

  /** All reads, one in ten asked of legacy again, nothing ignored. */
  public static final ShadowRules DEFAULT = new ShadowRules(100, 10, Set.of(), Set.of(), List.of());

  public ShadowRules {
    if (percent < 0 || percent > 100 || noisePercent < 0 || noisePercent > 100) {
      throw new IllegalArgumentException(
          "shadow percentages must be 0 to 100, were " + percent + " and " + noisePercent);
    }
    ignored = Set.copyOf(ignored);
    unordered = Set.copyOf(unordered);
    masked = List.copyOf(masked);
  }
}
