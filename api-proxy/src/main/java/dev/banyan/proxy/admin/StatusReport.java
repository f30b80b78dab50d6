package dev.banyan.proxy.admin;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.proxy.accesslog.AccessLog;
import dev.banyan.proxy.canary.CanaryAnalysis;
import dev.banyan.proxy.control.CapabilityBoard;
import dev.banyan.proxy.control.ControlFreshness;
import dev.banyan.proxy.control.ControlLoop;
import dev.banyan.proxy.control.UnrecordedCapabilities;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.forward.DataPlane;
import dev.banyan.proxy.hold.HoldReport;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.routefile.RouteFileState;
import dev.banyan.proxy.routefile.RouteReload;
import dev.banyan.proxy.shadow.ShadowReport;
import dev.banyan.proxy.shadow.ShadowReports;
import dev.banyan.proxy.shadow.ShadowSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the proxy says of itself. */
public final class StatusReport {

  private static final String NOT_READ =
      "the control store has not been read since the start: what has a capability is answered 503"
          + " until it answers";

  private final Parts parts;
  private final Clock clock;
  private final Instant since;

  /** What is reported on. */
  public record Parts(
      CapabilityBoard board,
      ControlLoop control,
      DataPlane plane,
      OwnWrites ownWrites,
      ProxyCounters counters,
      ShadowReports shadow,
      CanaryAnalysis canary,
      RouteReload routes,
      UnrecordedCapabilities unrecorded,
      @Nullable AccessLog accessLog) {}

  public StatusReport(Parts parts, Clock clock) {
    this.parts = parts;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** Whether it is known who owns what. */
  boolean isReady() {
    return parts.board().isRead() && !parts.control().freshness().isAbandoned(clock.instant());
  }

  /** What is wrong now, without a token: no addresses and no users. */
  JsonObject health() {
    ControlFreshness freshness = parts.control().freshness();
    RouteFileState routes = parts.routes().state();
    boolean known = parts.board().isRead();
    boolean abandoned = freshness.isAbandoned(clock.instant());
    JsonObject health =
        new JsonObject()
            .put("status", known && !abandoned ? "UP" : "DOWN")
            .put("control", freshness.failure() == null && known && !abandoned ? "UP" : "AWAY")
            .put("routes", routes.failure() == null ? "UP" : "NOT_CHANGED");
    if (!known) {
      health.put("detail", NOT_READ);
    } else if (abandoned) {
      health
          .put("detail", "the records are not read any more: start the proxy again")
          .put("lastReadAt", String.valueOf(freshness.readAt()));
    } else if (freshness.failure() != null) {
      health
          .put("detail", "going on with the records as last read; a switch is impossible meanwhile")
          .put("lastReadAt", String.valueOf(freshness.readAt()));
    }
    return health
        .put("routesFailure", routes.failure())
        .put("unreadableCapabilities", new JsonArray(names(freshness.unreadable().keySet())))
        .put(
            "capabilitiesWithoutRecord",
            new JsonArray(names(parts.unrecorded().problems().keySet())))
        .put("failingRoutes", new JsonArray(names(parts.plane().failing().keySet())));
  }

  private static List<String> names(Set<String> names) {
    return names.stream().sorted().toList();
  }

  JsonObject status() {
    JsonObject capabilities = new JsonObject();
    for (WriteGate gate : parts.board().gates()) {
      capabilities.put(gate.capability().name(), capability(gate));
    }
    return new JsonObject()
        .put("id", parts.control().id())
        .put("since", since.toString())
        .put("control", control())
        .put("routes", routes())
        .put("malformedTokens", parts.counters().malformedTokens.sum())
        .put("wrongSecrets", parts.counters().wrongSecrets.sum())
        .put("accessLogDropped", parts.accessLog() == null ? 0 : parts.accessLog().dropped())
        .put("capabilities", capabilities)
        .put("unrouted", new JsonObject().put("legacy", parts.counters().unrouted.sum()));
  }

  private JsonObject routes() {
    RouteFileState state = parts.routes().state();
    JsonObject failing = new JsonObject();
    parts.plane().failing().forEach(failing::put);
    JsonObject unrecorded = new JsonObject();
    parts.unrecorded().problems().forEach(unrecorded::put);
    return new JsonObject()
        .put("count", state.routes())
        .put("version", state.version())
        .put("loadedAt", state.loadedAt().toString())
        .put("failure", state.failure())
        .put("failing", failing)
        .put("unrecorded", unrecorded);
  }

  private JsonObject control() {
    ControlFreshness freshness = parts.control().freshness();
    Instant readAt = freshness.readAt();
    JsonObject control =
        new JsonObject()
            .put(
                "reachable",
                freshness.failure() == null && !freshness.isAbandoned(clock.instant()));
    if (readAt != null) {
      control
          .put("lastReadAt", readAt.toString())
          .put("ageMillis", Duration.between(readAt, clock.instant()).toMillis());
    }
    JsonObject unreadable = new JsonObject();
    freshness.unreadable().forEach(unreadable::put);
    return control.put("failure", freshness.failure()).put("unreadable", unreadable);
  }

  private JsonObject capability(WriteGate gate) {
    Capability capability = gate.capability();
    String name = capability.name();
    ProxyCounters.OfCapability counters = parts.counters().of(name);
    return new JsonObject()
        .put("readStage", capability.readStage().toString())
        .put("writeStage", capability.writeStage().name())
        .put("owner", capability.owner().label())
        .put("revision", capability.revision())
        .put("acknowledged", gate.acknowledgedRevision())
        .put("announced", capability.announced())
        .put("switchPosition", capability.switchPosition())
        .put("requests", requests(counters))
        .put("fallbacks", counters.fallbacks.sum())
        .put("unbudgeted", counters.unbudgeted.sum())
        .put("unanswered", counters.unanswered.sum())
        .put("breaker", parts.plane().breakerState(name))
        .put("pinnedReads", counters.pinnedReads.sum())
        .put("ownWrites", ownWrites(name))
        .put("writesOnTheirWay", gate.onTheirWay())
        .put("hold", hold(gate.holdReport()))
        .put("canary", CanaryJson.of(parts.canary().state(name)))
        .put("shadow", shadow(name));
  }

  private static JsonObject requests(ProxyCounters.OfCapability counters) {
    JsonObject requests = new JsonObject();
    for (Side side : Side.values()) {
      requests.put(side.label(), counters.requests(side).sum());
    }
    return requests;
  }

  private JsonObject ownWrites(String capability) {
    return new JsonObject()
        .put("users", parts.ownWrites().open(capability))
        .put("everybodyUpTo", parts.ownWrites().floorOf(capability))
        .put("watermark", parts.ownWrites().watermarkOf(capability))
        .put("reverse", parts.ownWrites().appliedBy(capability, Side.LEGACY))
        .put("releasedByTime", parts.ownWrites().releasedByTime());
  }

  private static JsonObject hold(HoldReport hold) {
    return new JsonObject()
        .put("held", hold.held())
        .put("longestMillis", hold.longestMillis())
        .put("refused", hold.refused())
        .put("unread", hold.unread())
        .put("waiting", hold.waiting())
        .put("revision", hold.revision());
  }

  private JsonObject shadow(String capability) {
    JsonObject routes = new JsonObject();
    JsonArray samples = new JsonArray();
    for (Route route : parts.plane().table().routes()) {
      if (route.capability().equals(capability) && route.safe()) {
        routes.put(route.name(), shadow(parts.counters().of(route)));
      }
    }
    for (ShadowReport report : parts.shadow().of(capability)) {
      report.samples().forEach(sample -> samples.add(sample(sample)));
    }
    return new JsonObject().put("routes", routes).put("samples", samples);
  }

  static JsonObject shadow(ProxyCounters.OfRoute counters) {
    return new JsonObject()
        .put("compared", counters.compared.sum())
        .put("matched", counters.matched.sum())
        .put("differed", counters.differed.sum())
        .put("transients", counters.transients.sum())
        .put("ownWrites", counters.ownWrites.sum())
        .put("dropped", counters.dropped.sum())
        .put("failed", counters.failed.sum())
        .put("notComparable", counters.incomparable.sum());
  }

  private static JsonObject sample(ShadowSample sample) {
    return new JsonObject()
        .put("route", sample.route())
        .put("path", sample.path())
        .put("at", sample.at().toString())
        .put("differences", new JsonArray(sample.differences()));
  }
}
