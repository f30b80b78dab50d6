package dev.banyan.proxy.admin;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.proxy.control.CapabilityBoard;
import dev.banyan.proxy.control.ControlFreshness;
import dev.banyan.proxy.control.ControlLoop;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.forward.DataPlane;
import dev.banyan.proxy.hold.HoldReport;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.shadow.ShadowQueue;
import dev.banyan.proxy.shadow.ShadowSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What the proxy says of itself. */
public final class StatusReport {

  private final Parts parts;
  private final Clock clock;
  private final Instant since;

  /** What is reported on. */
  public record Parts(
      RouteTable routes,
      CapabilityBoard board,
      ControlLoop control,
      DataPlane plane,
      OwnWrites ownWrites,
      ProxyCounters counters,
      ShadowQueue shadow) {}

  public StatusReport(Parts parts, Clock clock) {
    this.parts = parts;
    this.clock = clock;
    this.since = clock.instant();
  }

  JsonObject health() {
    ControlFreshness freshness = parts.control().freshness();
    JsonObject health = new JsonObject().put("status", "UP");
    if (freshness.failure() == null) {
      return health.put("control", "UP");
    }
    return health
        .put("control", "AWAY")
        .put("detail", "going on with the records as last read")
        .put("lastReadAt", String.valueOf(freshness.readAt()));
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
        .put("capabilities", capabilities)
        .put("unrouted", new JsonObject().put("legacy", parts.counters().unrouted.sum()));
  }

  private JsonObject control() {
    ControlFreshness freshness = parts.control().freshness();
    Instant readAt = freshness.readAt();
    JsonObject control = new JsonObject().put("reachable", freshness.failure() == null);
    if (readAt != null) {
      control
          .put("lastReadAt", readAt.toString())
          .put("ageMillis", Duration.between(readAt, clock.instant()).toMillis());
    }
    return control.put("failure", freshness.failure());
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
        .put("unanswered", counters.unanswered.sum())
        .put("breaker", parts.plane().breakerState(name))
        .put("pinnedReads", counters.pinnedReads.sum())
        .put("ownWrites", ownWrites(name))
        .put("writesOnTheirWay", gate.onTheirWay())
        .put("hold", hold(gate.holdReport()))
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
        .put("watermark", parts.ownWrites().watermarkOf(capability));
  }

  private static JsonObject hold(HoldReport hold) {
    return new JsonObject()
        .put("held", hold.held())
        .put("longestMillis", hold.longestMillis())
        .put("refused", hold.refused())
        .put("waiting", hold.waiting())
        .put("revision", hold.revision());
  }

  private JsonObject shadow(String capability) {
    JsonObject routes = new JsonObject();
    JsonArray samples = new JsonArray();
    for (Route route : parts.routes().routes()) {
      if (route.capability().equals(capability) && route.safe()) {
        routes.put(route.name(), shadow(parts.counters().of(route)));
        parts.shadow().samples().stream()
            .filter(sample -> sample.route().equals(route.name()))
            .forEach(sample -> samples.add(sample(sample)));
      }
    }
    return new JsonObject().put("routes", routes).put("samples", samples);
  }

  private static JsonObject shadow(ProxyCounters.OfRoute counters) {
    return new JsonObject()
        .put("compared", counters.compared.sum())
        .put("matched", counters.matched.sum())
        .put("differed", counters.differed.sum())
        .put("dropped", counters.dropped.sum())
        .put("failed", counters.failed.sum());
  }

  private static JsonObject sample(ShadowSample sample) {
    return new JsonObject()
        .put("route", sample.route())
        .put("path", sample.path())
        .put("at", sample.at().toString())
        .put("differences", new JsonArray(sample.differences()));
  }
}
