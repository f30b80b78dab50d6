package dev.banyan.proxy;

import dev.banyan.proxy.admin.StatusReport;
import dev.banyan.proxy.control.ControlFreshness;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.count.ProxyMetrics;
import dev.banyan.proxy.listen.Door;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/** The figures of the whole process, beside those of its routes. */
final class ProcessMetrics {

  private ProcessMetrics() {}

  static void register(ProxyMetrics metrics, StatusReport.Parts parts, Clock clock) {
    ProxyCounters counters = parts.counters();
    Tags none = Tags.empty();
    metrics.counter("banyan.proxy.unrouted", "Requests of no route", none, counters.unrouted);
    metrics.counter(
        "banyan.proxy.tokens.malformed",
        "Bearer tokens that are no JWT",
        none,
        counters.malformedTokens);
    metrics.counter(
        "banyan.proxy.secrets.wrong", "Requests with a wrong secret", none, counters.wrongSecrets);
    metrics.counter(
        "banyan.proxy.cutoff",
        "Connections and streams cut off because memory was short and they stood still the longest",
        none,
        counters.cutOff);
    metrics.counter(
        "banyan.proxy.requests.crowdedout",
        "Requests answered 503 because those under way take all the memory that they may",
        none,
        counters.crowdedOut);
    gauge(
        metrics,
        "banyan.proxy.control.reachable",
        "1 if the control store answers",
        () -> isFollowed(parts.control().freshness(), clock) ? 1 : 0);
    gauge(
        metrics,
        "banyan.proxy.control.known",
        "1 once the records have been read; before, what has a capability is answered 503",
        () -> parts.board().isRead() ? 1 : 0);
    gauge(
        metrics,
        "banyan.proxy.control.age.seconds",
        "Since the records were last read",
        () -> age(parts.control().freshness().readAt(), clock));
    gauge(
        metrics,
        "banyan.proxy.control.unreadable",
        "Records that this version does not understand",
        () -> parts.control().freshness().unreadable().size());
    gauge(
        metrics,
        "banyan.proxy.routes.failed",
        "1 if the route files as they are now cannot be used",
        () -> parts.routes().state().failure() == null ? 0 : 1);
    gauge(
        metrics,
        "banyan.proxy.ownwrites.releasedbytime",
        "Holds of own writes that ended by time",
        () -> parts.ownWrites().releasedByTime());
    gauge(
        metrics,
        "banyan.proxy.ownwrites.malformed",
        "Watermarks that are no positions and were ignored",
        () -> parts.ownWrites().malformedWatermarks());
    gauge(
        metrics,
        "banyan.proxy.accesslog.dropped",
        "Lines of the access log that were not written",
        () -> parts.accessLog() == null ? 0 : parts.accessLog().dropped());
  }

  /** Of clients' connections. */
  static void register(ProxyMetrics metrics, Door door) {
    gauge(metrics, "banyan.proxy.connections", "Connections of clients now", door::open);
    gauge(
        metrics,
        "banyan.proxy.connections.most",
        "Connections of clients that are let in at a time",
        door::most);
    metrics.counter(
        "banyan.proxy.connections.refused",
        "Connections that were closed at once: too many were open",
        Tags.empty(),
        door.turnedAway());
    metrics.counter(
        "banyan.proxy.connections.maderoom",
        "Silent connections that were closed because others needed room",
        Tags.empty(),
        door.madeRoom());
  }

  private static void gauge(ProxyMetrics metrics, String name, String what, DoubleSupplier figure) {
    metrics.gauge(name, what, Tags.empty(), figure);
  }

  private static boolean isFollowed(ControlFreshness freshness, Clock clock) {
    return freshness.failure() == null && !freshness.isAbandoned(clock.instant());
  }

  private static double age(@org.jspecify.annotations.Nullable Instant readAt, Clock clock) {
    return readAt == null ? -1 : Duration.between(readAt, clock.instant()).toMillis() / 1_000.0;
  }
}
