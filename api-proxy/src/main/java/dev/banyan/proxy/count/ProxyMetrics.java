package dev.banyan.proxy.count;

import dev.banyan.proxy.route.Route;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * What Prometheus reads. Labels are routes, capabilities, sides, stages and classes of status: as
 * many as the route files say, however many users and paths there are. Thread-safe.
 */
public final class ProxyMetrics {

  /** The route of what matches none. */
  public static final String UNROUTED = "unrouted";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, RouteTimers> timers = new ConcurrentHashMap<>();
  private final Map<String, Boolean> registered = new ConcurrentHashMap<>();

  /** The timers of a route. */
  public RouteTimers timers(Route route) {
    return timers(route.name(), route.capability());
  }

  /** The timers of a route by its name. */
  public RouteTimers timers(String route, String capability) {
    return timers.computeIfAbsent(route, name -> new RouteTimers(registry, name, capability));
  }

  /** A figure that only grows. */
  public void counter(String name, String what, Tags tags, LongAdder adder) {
    if (registered.putIfAbsent(name + tags, true) == null) {
      FunctionCounter.builder(name, adder, LongAdder::sum)
          .description(what)
          .tags(tags)
          .register(registry);
    }
  }

  /** A figure that goes up and down, or that somebody else counts. */
  public void gauge(String name, String what, Tags tags, DoubleSupplier figure) {
    if (registered.putIfAbsent(name + tags, true) == null) {
      Gauge.builder(name, figure::getAsDouble).description(what).tags(tags).register(registry);
    }
  }

  /** A capability's counters. */
  public void capability(String capability, ProxyCounters.OfCapability counters) {
    Tags tags = Tags.of("capability", capability);
    counter(
        "banyan.proxy.fallbacks", "Reads legacy answered for serverless", tags, counters.fallbacks);
    counter(
        "banyan.proxy.unbudgeted",
        "Reads not asked again: budget spent",
        tags,
        counters.unbudgeted);
    counter(
        "banyan.proxy.pinned", "Reads at the owner after an own write", tags, counters.pinnedReads);
    counter("banyan.proxy.unanswered", "Requests that no side answered", tags, counters.unanswered);
  }

  /** A route's shadow counters. */
  public void shadow(Route route, ProxyCounters.OfRoute counters) {
    Tags tags = Tags.of("capability", route.capability(), "route", route.name());
    shadow(tags.and("outcome", "matched"), counters.matched);
    shadow(tags.and("outcome", "differed"), counters.differed);
    shadow(tags.and("outcome", "dropped"), counters.dropped);
    shadow(tags.and("outcome", "failed"), counters.failed);
    shadow(tags.and("outcome", "not-comparable"), counters.incomparable);
    shadow(tags.and("outcome", "own-write"), counters.ownWrites);
  }

  private void shadow(Tags tags, LongAdder adder) {
    counter("banyan.proxy.shadow", "Copies of reads, by what became of them", tags, adder);
  }

  /** Everything, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }
}
