package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.canary.CanaryWindow;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.count.RouteTimers;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.route.CapabilityRules;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.upstream.Target;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** A route with what belongs to it while the proxy runs, so that no request looks anything up. */
record LiveRoute(Route route, CapabilityRules rules, Shared shared, Own own) {

  /** What the routes of a capability have in common. */
  record Shared(
      WriteGate gate,
      ProxyCounters.OfCapability counters,
      CircuitBreaker breaker,
      RetryBudget retries) {}

  /** What is the route's alone. */
  record Own(
      ProxyCounters.OfRoute counters,
      RouteTimers timers,
      CanaryWindow window,
      Target legacy,
      Target serverless) {}

  String capability() {
    return route.capability();
  }

  WriteGate gate() {
    return shared.gate;
  }

  ProxyCounters.OfCapability counters() {
    return shared.counters;
  }

  ProxyCounters.OfRoute routeCounters() {
    return own.counters;
  }

  CircuitBreaker breaker() {
    return shared.breaker;
  }

  Target target(Side side) {
    return side == Side.LEGACY ? own.legacy : own.serverless;
  }
}
