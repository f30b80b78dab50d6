package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.upstream.WholeRequest;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What shadowing has shown, route by route. Thread-safe; keeps 50 samples a route, newest last. */
public final class ShadowReports {

  private static final int SAMPLES = 50;

  private final Map<String, Kept> routes = new ConcurrentSkipListMap<>();
  private final int minimum;
  private final Clock clock;

  private record Kept(
      Route route,
      ProxyCounters.OfRoute counters,
      RouteDifferences differences,
      Deque<ShadowSample> samples) {}

  ShadowReports(int minimum, Clock clock) {
    this.minimum = minimum;
    this.clock = clock;
  }

  private Kept of(ShadowCopy copy) {
    return routes.computeIfAbsent(
        copy.route().name(),
        name ->
            new Kept(copy.route(), copy.counters(), new RouteDifferences(), new ArrayDeque<>()));
  }

  void compared(ShadowCopy copy, List<Difference> differences) {
    Kept kept = of(copy);
    kept.differences.compared(differences);
    if (!differences.isEmpty()) {
      ShadowSample sample = sample(copy, differences);
      synchronized (kept.samples) {
        if (kept.samples.size() == SAMPLES) {
          kept.samples.removeFirst();
        }
        kept.samples.addLast(sample);
      }
    }
  }

  void incomparable(ShadowCopy copy, String why) {
    of(copy).differences.incomparable(why);
  }

  void noise(ShadowCopy copy, List<Difference> differences) {
    of(copy).differences.noise(differences);
  }

  private ShadowSample sample(ShadowCopy copy, List<Difference> differences) {
    List<String> more = copy.route().rules().shadow().masked();
    List<ShadowSample.Value> values = new ArrayList<>();
    for (Difference d : differences) {
      values.add(
          new ShadowSample.Value(
              d.name(),
              Mask.value(d.path(), d.legacy(), more),
              Mask.value(d.path(), d.serverless(), more)));
    }
    WholeRequest request = copy.request();
    String correlation = request.headers().get("X-Correlation-Id");
    return new ShadowSample(
        copy.route().name(),
        Mask.path(request.template(), request.path(), more),
        Mask.query(request.query(), more),
        correlation == null ? "" : correlation,
        clock.instant(),
        values);
  }

  /** The reports of a capability's routes that were shadowed, ordered by name. */
  public List<ShadowReport> of(String capability) {
    return routes.values().stream()
        .filter(kept -> kept.route.capability().equals(capability))
        .map(this::report)
        .toList();
  }

  private ShadowReport report(Kept kept) {
    List<ShadowSample> samples;
    synchronized (kept.samples) {
      samples = List.copyOf(kept.samples);
    }
    return new ShadowReport(
        kept.route.name(),
        kept.route.capability(),
        kept.differences.pairs(),
        kept.differences.noisePairs(),
        kept.differences.incomparable(),
        kept.counters,
        kept.differences.report(minimum),
        samples);
  }

  /** Begins anew, for a capability whose service was corrected. */
  public void clear(String capability) {
    for (Kept kept : routes.values()) {
      if (kept.route.capability().equals(capability)) {
        kept.differences.clear();
        synchronized (kept.samples) {
          kept.samples.clear();
        }
      }
    }
  }
}
