package dev.banyan.proxy.canary;

import dev.banyan.proxy.canary.CanaryVerdict.Kind;
import dev.banyan.proxy.count.Wilson;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges serverless against legacy over the same route and time. Serverless fails only if it is
 * worse beyond chance: the lower end of an interval must be over the bound.
 */
final class CanaryComparison {

  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  private final CanaryConfig config;

  CanaryComparison(CanaryConfig config) {
    this.config = config;
  }

  CanaryVerdict of(SideSample legacy, SideSample serverless) {
    if (legacy.requests() < config.minimum() || serverless.requests() < config.minimum()) {
      String why =
          "%d requests to legacy and %d to serverless: %d each are needed"
              .formatted(legacy.requests(), serverless.requests(), config.minimum());
      return verdict(Kind.INCONCLUSIVE, why, legacy, serverless);
    }
    String worse = errors(legacy, serverless);
    for (double q : QUANTILES) {
      worse = worse == null ? latency(legacy, serverless, q) : worse;
    }
    return worse == null
        ? verdict(Kind.PASSED, "not worse than legacy", legacy, serverless)
        : verdict(Kind.FAILED, worse, legacy, serverless);
  }

  /**
   * Judges serverless alone, when all reads are there: its errors against those that legacy had
   * when it was last compared, else against a ceiling. Latencies of another time say too little.
   */
  CanaryVerdict of(@Nullable Baseline before, SideSample serverless) {
    SideSample legacy =
        before == null
            ? SideSample.none()
            : new SideSample(before.requests(), before.errors(), SideSample.none().latency());
    if (serverless.requests() < config.minimum()) {
      String why =
          "%d requests to serverless: %d are needed"
              .formatted(serverless.requests(), config.minimum());
      return verdict(Kind.INCONCLUSIVE, why, legacy, serverless);
    }
    String worse = before == null ? overCeiling(serverless) : errors(legacy, serverless);
    return worse == null
        ? verdict(Kind.PASSED, "not worse than before", legacy, serverless)
        : verdict(Kind.FAILED, worse, legacy, serverless);
  }

  private @Nullable String overCeiling(SideSample serverless) {
    Wilson rate = Wilson.of(serverless.errors(), serverless.requests());
    if (rate.low() <= config.ceiling() / 100) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%.1f %% of serverless's answers failed, %.1f %% are allowed",
        rate.rate() * 100,
        config.ceiling());
  }

  private @Nullable String errors(SideSample legacy, SideSample serverless) {
    Wilson old = Wilson.of(legacy.errors(), legacy.requests());
    Wilson young = Wilson.of(serverless.errors(), serverless.requests());
    if (young.excessOver(old) <= config.errors() / 100) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%.1f %% of serverless's answers failed, %.1f %% of legacy's",
        young.rate() * 100,
        old.rate() * 100);
  }

  private @Nullable String latency(SideSample legacy, SideSample serverless, double q) {
    double bound = legacy.highest(q) * config.latency() + config.slack().toNanos() / 1_000.0;
    if (serverless.lowest(q) <= bound) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "the %.0fth percentile is %.1f ms, legacy's %.1f ms",
        q * 100,
        serverless.quantile(q) / 1_000.0,
        legacy.quantile(q) / 1_000.0);
  }

  private static CanaryVerdict verdict(
      Kind kind, String why, SideSample legacy, SideSample serverless) {
    return new CanaryVerdict(
        kind,
        why,
        legacy.requests(),
        serverless.requests(),
        legacy.errors(),
        serverless.errors(),
        legacy.quantile(0.99),
        serverless.quantile(0.99));
  }
}
