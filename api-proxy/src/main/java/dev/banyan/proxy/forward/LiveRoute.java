package dev.banyan.proxy.forward;

import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.route.Route;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** A route with what belongs to it while the proxy runs, so that no request looks anything up. */
record LiveRoute(
    Route route,
    WriteGate gate,
    ProxyCounters.OfCapability counters,
    ProxyCounters.OfRoute routeCounters,
    CircuitBreaker breaker) {

  String capability() {
    return route.capability();
  }
}
