package dev.banyan.proxy.shadow;

import dev.banyan.control.Capability;
import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.ReadStage;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what shadowing has shown into the control store. Good is a capability of which enough was
 * compared and nothing is flagged. What one proxy found bad another's good does not replace while
 * it may still hold: their traffic differs. Used on one thread.
 */
public final class ShadowEvidence {

  private final ControlStore store;
  private final ShadowReports reports;
  private final ShadowConfig config;
  private final Clock clock;
  private final long proxy;
  private final Map<String, Long> written = new HashMap<>();

  public ShadowEvidence(
      ControlStore store, ShadowReports reports, ShadowConfig config, Clock clock, String proxy) {
    this.store = store;
    this.reports = reports;
    this.config = config;
    this.clock = clock;
    this.proxy = proxy.hashCode();
  }

  /**
   * Writes evidence if there is news.
   *
   * @throws dev.banyan.control.ControlException if the store is away
   */
  public void check(Capability capability) {
    if (capability.readStage().kind() != ReadStage.Kind.SHADOW) {
      return;
    }
    List<ShadowReport> found = reports.of(capability.name());
    long pairs = found.stream().mapToLong(ShadowReport::pairs).sum();
    if (pairs < config.minimum() || written.getOrDefault(capability.name(), 0L) == pairs) {
      return;
    }
    Evidence evidence = evidence(capability.name(), found, pairs);
    if (!evidence.good() || !anotherSaysBad(evidence)) {
      store.store(evidence);
    }
    written.put(capability.name(), pairs);
  }

  private boolean anotherSaysBad(Evidence good) {
    return store
        .evidence(good.capability(), good.kind())
        .filter(other -> !other.good() && other.facts().getOrDefault("proxy", 0L) != proxy)
        .filter(other -> other.at().isAfter(good.at().minusSeconds(600)))
        .isPresent();
  }

  private Evidence evidence(String capability, List<ShadowReport> found, long pairs) {
    long flagged = found.stream().mapToLong(report -> report.flagged().size()).sum();
    Instant now = clock.instant();
    Map<String, Long> facts =
        Map.of(
            "compared", pairs,
            "noisePairs", found.stream().mapToLong(ShadowReport::noisePairs).sum(),
            "flaggedPaths", flagged,
            "transients", found.stream().mapToLong(r -> r.counters().transients.sum()).sum(),
            "proxy", proxy);
    return new Evidence(
        capability, Evidence.Kind.SHADOW, flagged == 0, facts, now, now.plus(config.evidence()));
  }
}
