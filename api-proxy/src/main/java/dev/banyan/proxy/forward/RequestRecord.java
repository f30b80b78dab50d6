package dev.banyan.proxy.forward;

import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.accesslog.AccessLog;
import dev.banyan.proxy.count.RouteTimers;
import dev.banyan.proxy.route.Reason;
import dev.banyan.proxy.route.RoutingDecision;
import org.jspecify.annotations.Nullable;

/** What metrics and the access log are told of one request. Used on its event loop only. */
final class RequestRecord {

  private final Exchange exchange;
  final long startedAt = System.nanoTime();
  private @Nullable RoutingDecision decision;
  private @Nullable Side answeredBy;
  private boolean told;

  RequestRecord(Exchange exchange) {
    this.exchange = exchange;
  }

  void decided(RoutingDecision made) {
    decision = made;
  }

  /** Null if no side did. */
  void answeredBy(@Nullable Side side) {
    answeredBy = side;
  }

  /** Why the request went where it went, as headers and logs spell it. */
  String why() {
    if (decision == null && exchange.live != null) {
      return "none; reason=" + Reason.UNKNOWN_OWNER.label();
    }
    return decision == null
        ? Side.LEGACY.label() + "; reason=" + Reason.UNROUTED.label()
        : decision.text(answeredBy);
  }

  boolean isTold() {
    return told;
  }

  /** Counts and logs the request. */
  void tell(int status) {
    told = true;
    long nanos = System.nanoTime() - startedAt;
    ReadStage.Kind stage = decision == null ? ReadStage.Kind.LEGACY : decision.stage().kind();
    DataPlane plane = exchange.loop.plane;
    LiveRoute live = exchange.live;
    RouteTimers timers = live == null ? plane.unrouted : live.own().timers();
    timers.record(answeredBy, stage, status, nanos);
    AccessLog log = plane.accessLog;
    if (log != null) {
      log.add(AccessEntries.of(exchange, answeredBy, status, nanos));
    }
  }
}
